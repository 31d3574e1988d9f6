import { create } from 'zustand';

/** Whether the brush lights cells or puts them out. */
export const useBrushTint = create<{ lit: boolean }>()(() => ({ lit: true }));
