import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '@/panels/IconButton';
import { stepSample, useLooking } from '@/state/looking';
import { useCount } from './SampleStrip';

/** To the image before and to the one after, within the part that is looked at. */
export function SampleSteps() {
  const index = useLooking((state) => state.index);
  const count = useCount(useLooking((state) => state.part));
  return (
    <>
      <IconButton label="Previous image" keys="," isDisabled={index === 0} onPress={() => stepSample(-1)}>
        <ChevronLeft size={17} aria-hidden />
      </IconButton>
      <IconButton
        label="Next image"
        keys="."
        isDisabled={count !== null && index + 1 >= count}
        onPress={() => stepSample(1, count ?? undefined)}
      >
        <ChevronRight size={17} aria-hidden />
      </IconButton>
    </>
  );
}
