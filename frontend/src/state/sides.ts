import { create } from 'zustand';
import type { RunSpec } from '@/protocol/names';

/** The set-ups that were left when the page changed from points to images or back, to find them again. */
export const useSides = create<{ points?: RunSpec; images?: RunSpec }>()(() => ({}));
