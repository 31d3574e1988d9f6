import { create } from 'zustand';

/** A table that was dropped on the page, for the dialogue that reads it; a new object each time. */
export const useBringing = create<{ open: boolean; file: File | null; test: File | null }>()(() => ({
  open: false,
  file: null,
  test: null,
}));

/** Opens the dialogue for a table, with a file where one was dropped, and perhaps one to test with. */
export const bringTable = (file: File | null, test: File | null = null): void =>
  useBringing.setState({ open: true, file, test });
export const endBringing = (): void => useBringing.setState({ open: false, file: null, test: null });
