import { readSetUp, type SetUp } from '@/editor/setup_file';
import type { Catalog } from '@/protocol/names';
import type { Document } from '@/protocol/projects';

/** A set-up as the server keeps it. */
export const documentOf = ({ spec, drawing }: SetUp): Document => ({
  spec: { ...spec },
  drawing: { places: drawing.places, blocks: drawing.blocks },
});

/** The set-up that a document holds, or a sentence on what is wrong with it. */
export function setUpOf({ spec, drawing }: Document, catalog: Catalog | null): SetUp | string {
  return readSetUp(JSON.stringify({ spec, ...(drawing === null ? {} : { drawing }) }), catalog);
}

/** A document as this page would write it, so that it can be compared; as it is where it cannot be read. */
export function asWritten(document: Document, catalog: Catalog | null): Document {
  const read = setUpOf(document, catalog);
  return typeof read === 'string' ? document : documentOf(read);
}
