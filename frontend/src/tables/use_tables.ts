import { useCallback } from 'react';
import { useEdit, useFacts } from '@/editor/edit';
import { openedOnTable } from '@/editor/tables';
import type { TableData } from '@/protocol/names';
import { isTable } from '@/protocol/spec';
import { useGlass } from '@/state/glass';
import { look } from '@/state/looking';

/** Puts a table in the place of the data: beside another table the network follows, elsewhere a small one is opened. */
export function useTake(): (data: TableData) => void {
  const edit = useEdit();
  const facts = useFacts();
  const { project } = useGlass();
  return useCallback(
    (data) => {
      look({ chosen: false, index: 0, tab: 'sample', filter: { show: 'wrong', truth: null, predicted: null } });
      if (isTable(project.getState().spec.data)) edit({ type: 'put_data', data });
      else edit({ type: 'open_template', spec: openedOnTable(data, facts) });
    },
    [edit, facts, project],
  );
}
