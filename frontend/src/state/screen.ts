import { create } from 'zustand';
import type { ScaleOver } from '@/paint/scale';
import type { StepUnit } from '@/protocol/names';

/** A unit of a layer; for the input layer a feature. */
export interface UnitRef {
  node: string;
  unit: number;
}

/**
 * What the inspector shows. An edge leads from `input` (its number in the layer before) to a unit. Several cards of the
 * canvas are told by their ids, a block that is folded by its own.
 */
export type Selection =
  | { kind: 'layer'; node: string }
  | { kind: 'layers'; nodes: readonly string[] }
  | { kind: 'block'; block: string }
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
  /** What shares one colour scale in pictures of feature maps. */
  scaleOver: ScaleOver;
  /** Whether the inspector shows how all numbers are spread. */
  spread: boolean;
  /** Whether a live region speaks epoch and loss. */
  speak: boolean;
  help: boolean;
  /** What one step is. */
  stepUnit: StepUnit;
  /** How a network is shown that both can show: as a stack of layers, or on the canvas. */
  editor: 'stack' | 'canvas';
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
  scaleOver: 'layer',
  spread: false,
  speak: false,
  help: false,
  stepUnit: 'batch',
  editor: 'stack',
  sheet: false,
  message: null,
};

/** How the page is looked at; no part of the set-up, and not undone. */
export const useScreen = create<ScreenState>()(() => START);

export const show = (values: Partial<ScreenState>): void => useScreen.setState(values);
export const select = (selection: Selection | null): void => useScreen.setState({ selection });

/** The selection of some nodes of the network. */
export function selectionOf(nodes: readonly string[]): Selection | null {
  const [node] = nodes;
  if (node === undefined) return null;
  return nodes.length === 1 ? { kind: 'layer', node } : { kind: 'layers', nodes };
}

/** The part of the screen that the next visit starts with. */
type Kept = Pick<
  ScreenState,
  | 'theme'
  | 'discretise'
  | 'showTrain'
  | 'showValidation'
  | 'showTest'
  | 'curve'
  | 'logScale'
  | 'scaleOver'
  | 'stepUnit'
  | 'editor'
>;

const flag = (value: unknown): value is boolean => typeof value === 'boolean';
const oneOf =
  <T extends string>(...known: T[]) =>
  (value: unknown): value is T =>
    known.some((one) => one === value);

/** What was kept as text; what is missing, or nothing one can choose, is as at the start. */
export function readKept(text: string | null): Kept {
  const found = new Map<string, unknown>();
  try {
    const read: unknown = JSON.parse(text ?? '{}');
    if (typeof read === 'object' && read !== null)
      for (const [name, value] of Object.entries(read)) found.set(name, value);
  } catch {
    // Not written by this page: as if nothing had been kept.
  }
  const pick = <T>(name: keyof Kept, known: (value: unknown) => value is T, otherwise: T): T => {
    const value = found.get(name);
    return known(value) ? value : otherwise;
  };
  return {
    theme: pick('theme', oneOf('system', 'light', 'dark'), START.theme),
    discretise: pick('discretise', flag, START.discretise),
    showTrain: pick('showTrain', flag, START.showTrain),
    showValidation: pick('showValidation', flag, START.showValidation),
    showTest: pick('showTest', flag, START.showTest),
    curve: pick('curve', oneOf('loss', 'accuracy'), START.curve),
    logScale: pick('logScale', flag, START.logScale),
    scaleOver: pick('scaleOver', oneOf('unit', 'layer', 'network'), START.scaleOver),
    stepUnit: pick('stepUnit', oneOf('sample', 'batch', 'epoch'), START.stepUnit),
    editor: pick('editor', oneOf('stack', 'canvas'), START.editor),
  };
}

function writeKept(state: ScreenState): string {
  const { theme, discretise, showTrain, showValidation, showTest, curve, logScale, scaleOver, stepUnit, editor } =
    state;
  const shown = { showTrain, showValidation, showTest };
  const kept: Kept = { theme, discretise, ...shown, curve, logScale, scaleOver, stepUnit, editor };
  return JSON.stringify(kept);
}

const KEPT_KEY = 'glassnet.screen';

/** Starts with what the last visit kept, and keeps every change. A browser may refuse to keep anything. */
export function keepScreen(storage: () => Pick<Storage, 'getItem' | 'setItem'>): void {
  const trying = <T>(deed: () => T): T | null => {
    try {
      return deed();
    } catch {
      return null;
    }
  };
  show(readKept(trying(() => storage().getItem(KEPT_KEY))));
  let written = writeKept(useScreen.getState());
  useScreen.subscribe((state) => {
    const text = writeKept(state);
    if (text === written) return;
    written = text;
    trying(() => storage().setItem(KEPT_KEY, text));
  });
}
