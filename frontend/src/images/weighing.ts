import { learnedIn } from '@/diagram/numbers';
import type { Session } from '@/live/session';
import { isInput } from '@/protocol/spec';
import { useLooking } from '@/state/looking';
import type { createProject } from '@/state/project';
import { boardOf } from './drawing_board';
import { type FlatReader, flatImage, type Grid, inputAt, productOf, sumOf, weightsOf } from './flat_weights';
import type { HandTurned } from './hand_turned';
import { mapsOf } from './reading';

/** What a unit weighs up: the image, a weight for each of its numbers, and what comes of it. */
export interface Weighed {
  readonly image: Float32Array | null;
  readonly weights: Float32Array;
  readonly products: Float32Array | null;
  readonly bias: number;
  /** Σ x·w; null without an image. */
  readonly sum: number | null;
}

interface Scales {
  session: Session;
  project: ReturnType<typeof createProject>;
  reader: FlatReader;
  grid: Grid;
  unit: number;
  turned: HandTurned;
}

/** The image that is looked at: a drawing at once, everything else as the network got it. */
function imageOf({ session, project, reader, grid }: Scales): Float32Array | null {
  const first = project.getState().spec.network.nodes.some((node) => isInput(node) && node.id === reader.source);
  const size = { height: grid.rows, width: grid.columns, channels: grid.channels };
  const paper = first && useLooking.getState().drawing ? boardOf(size)?.paper() : undefined;
  if (paper) return Float32Array.from(paper.bytes, (byte) => byte / 255);
  const run = session.run.store.getState().run ?? '';
  return flatImage(mapsOf(session.tensors.get(run, 'maps'), reader.source), grid);
}

/** Weighs the image with the weights of this moment; null before they are there. */
export function weigh(scales: Scales): Weighed | null {
  const { session, reader, grid, unit, turned } = scales;
  const { node } = reader;
  const learned = learnedIn(session.tensors, session.run.store.getState().run);
  const found = weightsOf(learned.weights(node.id), grid, { units: node.units, unit });
  if (!found) return null;
  const weights = turned.over(found);
  const image = imageOf(scales);
  const products = image && productOf(image, weights);
  const bias = node.bias ? (learned.bias(node.id, unit) ?? 0) : 0;
  return { image, weights, products, bias, sum: products && sumOf(products) };
}

/** One cell of the image in numbers. */
export function cellOf({ image, weights }: Weighed, grid: Grid, cell: number, channel: number) {
  const at = inputAt(grid, cell, channel);
  return { weight: weights[at] ?? 0, input: image?.[at] ?? null };
}
