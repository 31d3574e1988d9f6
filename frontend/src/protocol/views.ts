import type { ViewSpec } from './messages';

/** The name that frames of a view carry; `View.key` in Python. */
export function viewKey(view: ViewSpec): string {
  if (view.kind === 'kernels') return `kernels:${view.node}`;
  return view.kind === 'unit' ? `unit:${view.node}:${view.unit}` : view.kind;
}
