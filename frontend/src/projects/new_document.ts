import { DEFAULT_SPEC } from '@/editor/defaults';
import type { Document } from '@/protocol/projects';
import { NO_DRAWING } from '@/state/drawing';
import { documentOf } from './documents';

/** What a new project starts with: what a newcomer sees. */
export const newDocument = (): Document => documentOf({ spec: DEFAULT_SPEC, drawing: NO_DRAWING });
