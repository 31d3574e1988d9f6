import { create } from 'zustand';
import type { StepUnit } from '@/protocol/names';

/** A unit of a layer; for the input layer a feature. */
export interface UnitRef {
  node: string;
  unit: number;
}

/** What the inspector shows. An edge leads from `input` (its number in the layer before) to a unit. */
export type Selection =
  | { kind: 'layer'; node: string }
  | { kind: 'unit'; node: string; unit: number }
  | { kind: 'edge'; node: string; unit: number; input: number };

export interface ScreenState {
  selection: Selection | null;
  /** Borrows the big view while the pointer or the focus is on it. */
  hovered: UnitRef | null;
  theme: 'system' | 'light' | 'dark';
  discretise: boolean;
  showTrain: boolean;
  showValidation: boolean;
  showTest: boolean;
  /** Which curve there is room for, on screens that are not tall. */
  curve: 'loss' | 'accuracy';
  logScale: boolean;
  /** Whether a live region speaks epoch and loss. */
  speak: boolean;
  help: boolean;
  /** What one step is. */
  stepUnit: StepUnit;
  /** The settings as a sheet, on narrow screens. */
  sheet: boolean;
  /** Something to tell once, such as a link that could not be read. */
  message: string | null;
}

const START: ScreenState = {
  selection: null,
  hovered: null,
  theme: 'system',
  discretise: false,
  showTrain: true,
  showValidation: false,
  showTest: false,
  curve: 'loss',
  logScale: false,
  speak: false,
  help: false,
  stepUnit: 'batch',
  sheet: false,
  message: null,
};

/** How the page is looked at; no part of the set-up, and not undone. */
export const useScreen = create<ScreenState>()(() => START);

export const show = (values: Partial<ScreenState>): void => useScreen.setState(values);
export const select = (selection: Selection | null): void => useScreen.setState({ selection });

/** The unit that has the big view: what the pointer is on, else what is selected. */
export function borrowed({ hovered, selection }: ScreenState): UnitRef | null {
  if (hovered) return hovered;
  return selection?.kind === 'unit' ? selection : null;
}
