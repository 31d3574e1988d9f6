import { Choice } from '@/editor/fields/Choice';
import type { TablePreview, UploadOptions } from '@/protocol/library';
import { DELIMITERS, delimiterOf } from './choosing';

const FOUND_OUT = { id: 'auto', title: 'Found out' };
const MARKS = [
  { id: '.', title: 'Point: 1.5' },
  { id: ',', title: 'Comma: 1,5' },
];
const HEADERS = [
  { id: 'yes', title: 'Names the columns' },
  { id: 'no', title: 'Is data already' },
];
const UNREADABLE = [
  { id: 'refuse', title: 'Refuse the file', summary: 'And say where they are' },
  { id: 'missing', title: 'Count as missing', summary: 'As if they were empty' },
];

interface ReadAsProps {
  options: UploadOptions;
  /** How it was read; empty before that. */
  form: NonNullable<TablePreview['form']>;
  onChange: (options: UploadOptions) => void;
  children?: React.ReactNode;
}

/** How the file was read, and what to change about it. */
export function ReadAs({ options, form, onChange, children }: ReadAsProps) {
  const delimiter = options.delimiter ?? delimiterOf(form.delimiter);
  const decimal = options.decimal ?? form.decimal ?? 'auto';
  const header = options.header ?? form.header ?? 'auto';
  return (
    // biome-ignore lint/a11y/useSemanticElements: fields of a dialogue, no form of their own
    <div className="upload-fields" role="group" aria-label="How the file is read">
      <Choice
        label="Columns are parted by"
        hint="With the wrong one all cells of a row end up in one column."
        value={delimiter}
        options={[FOUND_OUT, ...DELIMITERS]}
        onChange={(id) => onChange({ ...options, delimiter: DELIMITERS.find((one) => one.id === id)?.id ?? 'auto' })}
      />
      <Choice
        label="Decimal mark"
        hint="With the wrong one numbers are taken for texts."
        value={decimal}
        options={[FOUND_OUT, ...MARKS]}
        onChange={(id) => onChange({ ...options, decimal: id === '.' || id === ',' ? id : 'auto' })}
      />
      <Choice
        label="First row"
        hint="Names taken for data make columns of numbers into texts."
        value={header}
        options={[FOUND_OUT, ...HEADERS]}
        onChange={(id) => onChange({ ...options, header: id === 'yes' || id === 'no' ? id : 'auto' })}
      />
      <Choice
        label="Cells that are no numbers"
        hint="What becomes of a text among the numbers of a column."
        value={options.unreadable ?? 'refuse'}
        options={UNREADABLE}
        onChange={(id) => onChange({ ...options, unreadable: id === 'missing' ? id : 'refuse' })}
      />
      {children}
    </div>
  );
}
