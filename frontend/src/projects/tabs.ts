import { beforeLeaving } from '@/people/leaving';
import type { Autosave } from './saving';

/** What tabs of one browser tell one another about a project. */
interface Tabs {
  /** Says that a version was saved. */
  tell: (version: number) => void;
  /** Has an autosave hear of others, of the network, and of the page being left. */
  listen: (autosave: Autosave) => void;
}

const isTold = (value: unknown): value is { id: string; version: number } =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'version' in value &&
  typeof value.version === 'number';

/** Joins the tabs that show a project. */
export function bindTabs(id: string): Tabs {
  const channel = new BroadcastChannel('glassnet.projects');
  return {
    tell: (version) => channel.postMessage({ id, version }),
    listen(autosave) {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        // Whoever comes back to a hidden page looks then.
        if (isTold(data) && data.id === id && !document.hidden) autosave.noticed(data.version);
      };
      window.addEventListener('online', () => autosave.retry());
      document.addEventListener('visibilitychange', () => {
        if (document.hidden) void autosave.flush();
        // Another computer tells nobody here: whoever comes back looks.
        else autosave.noticed(Number.POSITIVE_INFINITY);
      });
      window.addEventListener('pagehide', () => void autosave.flush());
      window.addEventListener('beforeunload', (event) => {
        const { phase, kept } = autosave.store.getState();
        if (!kept && phase !== 'saved' && phase !== 'readonly' && phase !== 'behind') event.preventDefault();
      });
      beforeLeaving(() => autosave.flush());
    },
  };
}
