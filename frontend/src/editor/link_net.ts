import type { DenseNode } from '@/protocol/names';
import { DEFAULT_SPEC } from './defaults';
import { type Layer, MOST_LAYERS, MOST_UNITS, readStack, type Stack } from './stack';

/** Layers in a link: `net=4.tanh,h3:2.relu.he.nobias.drop0.2` and `out=sigmoid`. What is usual is left out. */
export function encodeNet(stack: Stack): string[] {
  const hidden = stack.layers.slice(0, -1);
  const output = stack.layers.at(-1);
  const net = hidden.map((layer, index) => {
    const id = layer.dense.id === `h${index + 1}` ? '' : `${layer.dense.id}:`;
    return `${id}${layer.dense.units}.${encodeLayer(layer)}`;
  });
  return [`net=${net.join(',') || 'none'}`, ...(output ? [`out=${encodeLayer(output)}`] : [])];
}

function encodeLayer({ dense, dropout }: Layer): string {
  const initialiser = dense.initialiser === 'xavier' ? '' : `.${dense.initialiser}`;
  const bias = dense.bias ? '' : '.nobias';
  return `${dense.activation}${initialiser}${bias}${dropout ? `.drop${dropout.rate}` : ''}`;
}

interface Names {
  activations?: string[];
  initialisers?: string[];
}

export interface DecodedNet {
  stack: Stack;
  /** The keys that could be read. */
  read: string[];
}

/** The layers a link names, the default ones where they cannot be read. `units` and `activation` are the output's. */
export function decodeNet(
  entries: ReadonlyMap<string, string>,
  units: number,
  activation: string,
  names: Names,
): DecodedNet {
  const read: string[] = [];
  let hidden = readStack(DEFAULT_SPEC.network)?.layers.slice(0, -1) ?? [];
  const net = entries.get('net');
  const decoded = net === undefined ? null : decodeHidden(net, names);
  if (decoded) {
    hidden = decoded;
    read.push('net');
  }
  const usual: DenseNode = { kind: 'dense', id: 'out', units, activation, bias: true, initialiser: 'xavier' };
  const out = entries.get('out');
  const output = out === undefined ? null : decodeLayer(out, 'out', units, names);
  if (output && !output.dropout) read.push('out');
  const last = output && !output.dropout ? output : { dense: usual, dropout: null };
  return { stack: { input: 'in', layers: [...hidden, last] }, read };
}

function decodeHidden(text: string, names: Names): Layer[] | null {
  if (text === 'none') return [];
  const found: Layer[] = [];
  const parts = text.split(',');
  if (parts.length > MOST_LAYERS) return null;
  for (const [index, part] of parts.entries()) {
    const match = /^(?:([a-z][a-z0-9_]{0,19}):)?(\d{1,3})\.(.+)$/.exec(part);
    const units = Number(match?.[2] ?? 0);
    if (units < 1 || units > MOST_UNITS) return null;
    const layer = decodeLayer(match?.[3] ?? '', match?.[1] ?? `h${index + 1}`, units, names);
    if (!layer) return null;
    found.push(layer);
  }
  const ids = new Set(found.map((layer) => layer.dense.id));
  return ids.size === found.length && !ids.has('in') && !ids.has('out') ? found : null;
}

function decodeLayer(text: string, id: string, units: number, names: Names): Layer | null {
  const match = /^([a-z_]+)((?:\.[a-z]+)??)(\.nobias)?(?:\.drop(0(?:\.\d+)?))?$/.exec(text);
  const activation = match?.[1];
  const initialiser = match?.[2] ? match[2].slice(1) : 'xavier';
  if (!match || !activation) return null;
  if (names.activations?.includes(activation) === false) return null;
  if (names.initialisers?.includes(initialiser) === false) return null;
  const rate = match[4] === undefined ? null : Number(match[4]);
  if (rate !== null && rate > 0.95) return null;
  const dense: DenseNode = { kind: 'dense', id, units, activation, bias: !match[3], initialiser };
  return { dense, dropout: rate !== null ? { kind: 'dropout', id: `${id}_drop`, rate } : null };
}
