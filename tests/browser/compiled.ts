import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = 'COMPILED_BY_BROWSER_TESTS';

/** Makes a folder for what is compiled: what one test had compiled, no other test waits for. */
export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'glassnet-compiled-'));
  process.env[NAME] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Lets a server with this data folder share what is compiled with the others, as the workers of one server do. */
export function share(data: string): void {
  symlinkSync(process.env[NAME] ?? '', join(data, 'compiled'));
}
