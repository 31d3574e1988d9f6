import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createLibraryRest } from '@/transport/library';
import { createLibrary, type LibraryState } from './library';

export const libraryRest = createLibraryRest();
/** The one library of this page's server. */
export const library = createLibrary(libraryRest);

/** What is known of the library, kept up to date while the caller is on the page. */
export function useLibrary<T>(pick: (state: LibraryState) => T): T {
  useEffect(() => library.watch(), []);
  return useStore(library.store, pick);
}
