import { FileSpreadsheet } from 'lucide-react';
import { Button, DropZone, FileTrigger } from 'react-aria-components';
import { bytesText } from '@/images/downloads';
import type { UploadOptions } from '@/protocol/library';
import { tablesAmong } from './choosing';
import { ReadAs } from './ReadAs';
import type { TableFiles } from './use_table_upload';

/** What can be chosen as a table, packed ones included. */
const TAKEN = ['.csv', '.tsv', '.tab', '.txt', '.data', '.dat', '.gz', '.zip'];

interface TableFormProps {
  files: TableFiles;
  put: (values: Partial<TableFiles>) => void;
  /** Whether something went wrong: then how the file is read is there to choose. */
  failed: boolean;
}

/** The file, perhaps another to test with. */
export function TableForm({ files, put, failed }: TableFormProps) {
  const { file, test, options } = files;
  return (
    <>
      <DropZone
        className="drop-zone"
        onDrop={async ({ items }) => {
          const dropped = await Promise.all(items.filter((one) => one.kind === 'file').map((one) => one.getFile()));
          const { file: first, test: second } = tablesAmong(dropped);
          if (first) put({ file: first, ...(second ? { test: second } : {}) });
        }}
      >
        <FileSpreadsheet size={22} aria-hidden />
        <span>
          {file ? (
            <>
              <strong>{file.name}</strong> <span className="quiet number">{bytesText(file.size)}</span>
              {test && (
                <>
                  , tested with <strong>{test.name}</strong>
                </>
              )}
            </>
          ) : (
            'Drop a CSV file here'
          )}
        </span>
        <FileTrigger
          acceptedFileTypes={TAKEN}
          onSelect={(chosen) => {
            const first = chosen?.[0];
            if (first) put({ file: first });
          }}
        >
          <Button className="button">{file ? 'Choose another' : 'Choose a file'}</Button>
        </FileTrigger>
        {file && <TestFile test={test} onTest={(chosen) => put({ test: chosen })} />}
        <p className="quiet small">
          A row for each example, a column for each thing that is known of it. Delimiter, decimal mark and names of the
          columns are found out. It stays on this server.
        </p>
      </DropZone>
      {failed && <ReadAs options={options} form={{}} onChange={(next: UploadOptions) => put({ options: next })} />}
    </>
  );
}

/** Chooses a file whose rows test, in the place of a share of the rows. */
export function TestFile({ test, onTest }: { test: File | null; onTest: (test: File) => void }) {
  return (
    <FileTrigger
      acceptedFileTypes={TAKEN}
      onSelect={(chosen) => {
        const first = chosen?.[0];
        if (first) onTest(first);
      }}
    >
      <Button className="button button-small">{test ? 'Another test file' : 'A separate test file'}</Button>
    </FileTrigger>
  );
}
