import { create } from 'zustand';
import type { RunSpec } from '@/protocol/names';
import type { Drawing } from './drawing';

/** A set-up and how it was drawn. */
export interface Left {
  spec: RunSpec;
  drawing: Drawing;
}

/** What was left when the page changed between points, tables and images, to find it again as it was. */
export const useSides = create<{ points?: Left; tables?: Left; images?: Left }>()(() => ({}));
