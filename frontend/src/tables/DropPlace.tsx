import { FileSpreadsheet } from 'lucide-react';
import { useEffect, useState } from 'react';
import { leadToDiagram } from '@/state/lead';
import { useMayChange } from '@/state/permits';
import { bringTable, endBringing, useBringing } from './bringing';
import { tablesAmong } from './choosing';
import { UploadTable } from './TableDialog';
import { useTake } from './use_tables';

/** Whether what is dragged holds files; which ones is told only when they are dropped. */
const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes a table wherever it is dropped on the page, and shows the dialogue that reads it. */
export function DropPlace() {
  const may = useMayChange('data');
  const { open, file, test } = useBringing();
  const take = useTake();
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!may || open) return;
    let depth = 0;
    const elsewhere = (): boolean => document.querySelector('[role="dialog"]') !== null;
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event) || elsewhere()) return;
      depth += 1;
      setOver(true);
    };
    const leave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent): void => {
      if (holdsFiles(event) && !elsewhere()) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      const dropped = tablesAmong([...(event.dataTransfer?.files ?? [])]);
      if (!dropped.file || event.defaultPrevented || elsewhere()) return;
      event.preventDefault();
      bringTable(dropped.file, dropped.test);
    };
    const ends = (['dragenter', 'dragleave', 'dragover', 'drop'] as const).map((name, at) => {
      const heard = [enter, leave, hold, drop][at] ?? leave;
      window.addEventListener(name, heard);
      return () => window.removeEventListener(name, heard);
    });
    return () => {
      for (const end of ends) end();
    };
  }, [may, open]);
  return (
    <>
      {over && (
        <div className="drop-over" aria-hidden>
          <FileSpreadsheet size={28} />
          Drop a CSV file to learn from it
        </div>
      )}
      {open && (
        <UploadTable
          {...{ file, test }}
          onClose={endBringing}
          onUse={(data) => {
            take(data);
            endBringing();
            leadToDiagram();
          }}
        />
      )}
    </>
  );
}
