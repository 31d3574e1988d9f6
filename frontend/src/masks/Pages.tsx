import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '@/panels/IconButton';
import { stepSample, useLooking } from '@/state/looking';
import { type MaskingState, mask, useMasking } from '@/state/masking';

/** How many images are shown at once. */
export const SHOWN = 6;

/** Which images are shown of how many, and a way to those before and after. */
export function Pages({ tab, count }: { tab: MaskingState['tab']; count: number }) {
  const index = useLooking((state) => state.index);
  const first = useMasking((state) => state.first);
  useEffect(() => {
    if (count > 0 && first >= count) mask({ first: Math.floor((count - 1) / SHOWN) * SHOWN });
  }, [count, first]);
  const total = count.toLocaleString('en-GB');
  if (count === 0) return null;
  if (tab === 'regions') return <span className="small quiet number">{total} images</span>;
  const one = tab === 'one';
  const [from, to] = one ? [index, index + 1] : [first, Math.min(count, first + SHOWN)];
  const step = (by: 1 | -1): void => {
    if (one) stepSample(by, count);
    else mask({ first: Math.max(0, first + by * SHOWN) });
  };
  const keys = (name: string) => (one ? { keys: name } : {});
  return (
    <div className="mask-pages">
      <IconButton
        label={one ? 'Previous image' : 'Images before'}
        {...keys(',')}
        isDisabled={from === 0}
        onPress={() => step(-1)}
      >
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <span className="small quiet number">
        {one ? to : `${from + 1}–${to}`} of {total}
      </span>
      <IconButton
        label={one ? 'Next image' : 'Images after'}
        {...keys('.')}
        isDisabled={to >= count}
        onPress={() => step(1)}
      >
        <ChevronRight size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
