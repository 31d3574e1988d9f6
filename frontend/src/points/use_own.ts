import { useMemo } from 'react';
import { useEdit, useFacts } from '@/editor/edit';
import { classesOf } from '@/editor/task';
import type { OwnPoint } from '@/protocol/names';
import { isPoints } from '@/protocol/spec';
import { useGlass } from '@/state/glass';
import { asOwn, MOST, pointsOfRun, retargeted } from './own';

/** The points that can be drawn on. */
export interface Own {
  /** Those of the set-up; of a built-in set those that are shown. Null before they are known. */
  points(): readonly OwnPoint[] | null;
  /** Puts them into the set-up, where they become points of one's own: an edit like any other. */
  keep(points: readonly OwnPoint[]): void;
  /** From classes to values, or back; the points stay where they are. */
  retarget(target: 'class' | 'value'): void;
}

export function useOwn(): Own {
  const { session, project } = useGlass();
  const facts = useFacts();
  const edit = useEdit();
  return useMemo(() => {
    const own: Own = {
      points() {
        const { data } = project.getState().spec;
        if (!isPoints(data)) return null;
        if (data.kind === 'points' && data.points) return data.points;
        return pointsOfRun(session.tensors, session.run.store.getState().run ?? '', classesOf(data, facts) === 0);
      },
      keep(points) {
        const { data } = project.getState().spec;
        if (!isPoints(data)) return;
        const classes = classesOf(data, facts);
        const known = data.kind === 'points' && data.points !== undefined;
        edit({
          type: 'put_data',
          data: known ? { ...data, samples: MOST, points } : asOwn(data, points, classes),
          classes,
        });
      },
      retarget(target) {
        const { data } = project.getState().spec;
        const points = own.points();
        if (!isPoints(data) || !points) return;
        const before = classesOf(data, facts);
        const classes = target === 'value' ? 0 : 2;
        if ((before === 0) === (classes === 0)) return;
        edit({ type: 'put_data', data: asOwn(data, retargeted(points, before), classes), classes });
      },
    };
    return own;
  }, [session, project, facts, edit]);
}
