// @vitest-environment jsdom
import { expect, it, vi } from 'vitest';
import { bindAddress, readAddress } from '@/app/address';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { encodeSpec } from '@/editor/link';
import { createProject } from '@/state/project';

it('follows a link that is pasted, and leaves the set-up alone when an anchor is followed', async () => {
  const project = createProject(DEFAULT_SPEC);
  const said: string[] = [];
  bindAddress(
    project,
    (hash) => readAddress(hash, { phase: 'loading' }),
    (trouble) => said.push(trouble),
  );
  const go = (hash: string): void => {
    window.history.replaceState(null, '', hash);
    window.dispatchEvent(new Event('hashchange'));
  };
  go('#data=xor');
  await vi.waitFor(() => expect(project.getState().spec.data.kind).toBe('xor'));
  const { spec } = project.getState();
  go('#diagram');
  await vi.waitFor(() => expect(window.location.hash).toBe(`#${encodeSpec(spec)}`));
  expect(project.getState().spec).toBe(spec);
  expect(window.location.hash).toBe(`#${encodeSpec(spec)}`);
  expect(said).toEqual([]);
});
