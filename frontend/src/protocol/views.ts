import type { ViewSpec } from './messages';

const OF_POINTS: ReadonlySet<ViewSpec['kind']> = new Set(['surface', 'units', 'unit', 'data']);
const OF_IMAGES: ReadonlySet<ViewSpec['kind']> = new Set([
  'samples',
  'maps',
  'gallery',
  'augmented',
  'masks',
  'regions',
]);

/** Whether there is such a view of a run that learns from images, or from points on the plane; null: not known. */
export function isOf(view: ViewSpec, images: boolean | null): boolean {
  if (images === null) return true;
  return !(images ? OF_POINTS : OF_IMAGES).has(view.kind);
}

/** The name that frames of a view carry; `View.key` in Python. */
export function viewKey(view: ViewSpec): string {
  if (view.kind === 'masks') return view.count === 1 || typeof view.image === 'string' ? 'masks:one' : 'masks';
  if (view.kind === 'activation') return `activation:${view.node}`;
  if (view.kind === 'kernels') return `kernels:${view.node}`;
  return view.kind === 'unit' ? `unit:${view.node}:${view.unit}` : view.kind;
}
