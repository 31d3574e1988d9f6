import type { Catalog, RunSpec } from '@/protocol/names';
import { NO_DRAWING } from '@/state/drawing';
import { encodeSpec } from './link';
import { readSetUp, type SetUp, writeSetUp } from './setup_file';

/** A link holds a set-up that is no stack as packed JSON, `g=`, or, where there was no time to pack it, as it is, `j=`. */
const PACKED = 'g=';
const PLAIN = 'j=';
/** What a link may unpack to: no link makes the page hang. */
const MOST_BYTES = 2_000_000;

/** A set-up as one word: equal words are equal set-ups. */
export const textOf = (spec: RunSpec): string => encodeSpec(spec) || encodeURIComponent(JSON.stringify(spec));

/** Whether the readable link tells everything: a stack on points, drawn as every stack. */
function readable({ spec, drawing }: SetUp): string {
  const plain = Object.keys(drawing.places).length === 0 && drawing.blocks.length === 0;
  return plain ? encodeSpec(spec) : '';
}

export const holdsGraph = (hash: string): boolean => /^#?[gj]=/.test(hash);

/** The set-up as the text after `#`. */
export async function encodeSetUp(setUp: SetUp): Promise<string> {
  return readable(setUp) || PACKED + base64(await packed(new TextEncoder().encode(writeSetUp(setUp))));
}

/** The same at once, and longer: for a page that is being left. */
export function encodeSetUpNow(setUp: SetUp): string {
  return readable(setUp) || PLAIN + base64(new TextEncoder().encode(writeSetUp(setUp)));
}

/** The set-up of a link made by `encodeSetUp`, or a sentence on what is wrong with it. */
export async function decodeSetUp(hash: string, catalog: Catalog | null): Promise<SetUp | string> {
  const text = hash.replace(/^#/, '');
  try {
    const bytes = bytesOf(text.slice(PACKED.length));
    const json = new TextDecoder('utf-8', { fatal: true }).decode(
      text.startsWith(PACKED) ? await unpacked(bytes) : bytes,
    );
    return readSetUp(json, catalog);
  } catch {
    return 'The link is damaged: part of it is missing or was changed.';
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error('too large');
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** A set-up that was never drawn. */
export const undrawn = (spec: RunSpec): SetUp => ({ spec, drawing: NO_DRAWING });
