import type { EdgeSpec, NetworkSpec, NodeSpec, TemplateBlock } from '@/protocol/names';

interface Options {
  depth?: number;
  down?: 'max_pool' | 'strided';
  skips?: boolean;
}

/** A U-Net with a gate on every skip, named as the server names its own, and its blocks. */
export function unet({ depth = 3, down = 'max_pool', skips = true }: Options = {}): {
  network: NetworkSpec;
  blocks: TemplateBlock[];
} {
  const nodes: NodeSpec[] = [{ kind: 'input', id: 'in' }];
  const edges: EdgeSpec[] = [];
  const blocks: TemplateBlock[] = [];
  let last = 'in';
  const add = (node: NodeSpec, ...from: string[]): string => {
    nodes.push(node);
    for (const one of from.length > 0 ? from : [last]) edges.push([one, node.id]);
    last = node.id;
    return node.id;
  };
  const convs = (stage: string, stride = 1): string[] =>
    [1, 2].flatMap((k) => [
      add({
        kind: 'conv2d',
        id: `${stage}-conv${k}`,
        filters: 8,
        kernel: 3,
        padding: 'same',
        stride: k === 1 ? stride : 1,
      }),
      add({ kind: 'batch_norm', id: `${stage}-norm${k}`, activation: 'relu' }),
    ]);
  const tails: string[] = [];
  for (let level = 1; level <= depth; level += 1) {
    const own = convs(`enc${level}`, down === 'strided' && level > 1 ? 2 : 1);
    blocks.push({ id: `enc${level}`, name: `Encoder ${level}`, nodes: own });
    tails.push(last);
    if (down === 'max_pool') own.push(add({ kind: 'max_pool2d', id: `enc${level}-pool`, size: 2, stride: null }));
  }
  blocks.push({ id: 'mid', name: 'Bottom', nodes: convs('mid', down === 'strided' ? 2 : 1) });
  for (let level = depth; level >= 1; level -= 1) {
    const own = [add({ kind: 'conv_transpose2d', id: `dec${level}-up`, filters: 8, kernel: 2, stride: 2 })];
    if (skips) {
      const up = last;
      add({ kind: 'gate', id: `skip${level}`, factor: 1 }, tails[level - 1] ?? 'in');
      own.push(add({ kind: 'concat', id: `dec${level}-join` }, `skip${level}`, up));
    }
    own.push(...convs(`dec${level}`));
    blocks.push({ id: `dec${level}`, name: `Decoder ${level}`, nodes: own });
  }
  add({ kind: 'conv2d', id: 'out', filters: 4, kernel: 1, padding: 'same', stride: 1, activation: 'softmax' });
  return { network: { nodes, edges }, blocks };
}
