import { create } from 'zustand';
import type { FieldValue, NetworkSpec, Schema, Template } from '@/protocol/names';
import { isField } from '@/protocol/spec';

export type Options = Readonly<Record<string, FieldValue>>;

interface BuilderState {
  /** The template whose options are asked for; null while nothing is. */
  asked: { id: string; rebuild: boolean } | null;
  /** What was chosen last, by template. */
  chosen: Readonly<Record<string, Options>>;
  /** The template that the last network was built from. */
  last: string | null;
}

/** The dialogue that builds networks to measure; no part of the set-up. */
export const useBuilder = create<BuilderState>()(() => ({ asked: null, chosen: {}, last: null }));

export const askFor = (id: string, rebuild = false): void => useBuilder.setState({ asked: { id, rebuild } });
export const closeBuilder = (): void => useBuilder.setState({ asked: null });
export const noteBuilt = (id: string, options: Options): void =>
  useBuilder.setState(({ chosen }) => ({ asked: null, last: id, chosen: { ...chosen, [id]: options } }));

/** The options of a template as they start. */
export function usualOptions(schema: Schema): Record<string, FieldValue> {
  const found: Record<string, FieldValue> = {};
  for (const [name, { default: value }] of Object.entries(schema.properties ?? {}))
    if (isField(value)) found[name] = value;
  return found;
}

/** What a network without ways down and up is made of. */
const PLAIN = /^(input|conv2d|\w+_norm|spatial_dropout)$/;

/** The template that could have built a network, told by the names of its nodes; null of networks made by hand. */
export function builtFrom(network: NetworkSpec, templates: readonly Template[], last: string | null): string | null {
  const names = new Set(network.nodes.map(({ id }) => id));
  const fits = ({ spec, options }: Template): boolean => {
    if (!options) return false;
    const bent = spec.network.nodes.some(({ id }) => id === 'mid-conv1');
    const parts = bent ? ['enc1-conv1', 'mid-conv1', 'out'] : ['conv1', 'out'];
    return parts.every((id) => names.has(id)) && (bent || network.nodes.every(({ kind }) => PLAIN.test(kind)));
  };
  const found = templates.filter(fits);
  const same = (template: Template): boolean => template.spec.network.nodes.every(({ id }) => names.has(id));
  return (found.find(({ id }) => id === last) ?? found.find(same) ?? found[0])?.id ?? null;
}
