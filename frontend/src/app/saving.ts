import type { Fetch } from '@/transport/asking';
import { problemIn } from '@/transport/asking';

/** Saves what is at an address as a file, where a plain link could not say who asks. */
export async function savedAs(address: string, name: string, fetch: Fetch): Promise<void> {
  const response = await fetch(address, { method: 'GET' });
  if (!response.ok) throw problemIn(await response.json().catch(() => undefined), response.status);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\p{L}\p{N} ._-]/gu, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
