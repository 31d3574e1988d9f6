import { Pencil } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useFacts } from '@/editor/edit';
import { classesOf } from '@/editor/task';
import { Segments } from '@/panels/Segments';
import type { PointData } from '@/protocol/names';
import { useMayChange } from '@/state/permits';
import { draw, useBrush } from './brush';
import { useOwn } from './use_own';

const TARGETS = [
  ['class', 'Classes'],
  ['value', 'Values'],
] as const;

/** The way to the brush; of points of one's own also whether they have classes or values. */
export function OwnPart({ data }: { data: PointData }) {
  const own = useOwn();
  const facts = useFacts();
  const drawing = useBrush((state) => state.on);
  const may = useMayChange('data');
  if (!may) return null;
  return (
    <>
      <Button className="button" isDisabled={drawing} onPress={() => draw(true)}>
        <Pencil size={15} aria-hidden /> Your own points
      </Button>
      {data.kind === 'points' && (
        <Segments
          label="What a point has"
          value={classesOf(data, facts) > 0 ? 'class' : 'value'}
          options={TARGETS}
          onChange={own.retarget}
        />
      )}
    </>
  );
}
