import { useEffect } from 'react';

/** Names the page in the browser's tab while the caller is on it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Glassnet' : `${title} – Glassnet`;
    return () => {
      document.title = 'Glassnet';
    };
  }, [title]);
}
