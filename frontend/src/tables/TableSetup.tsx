import { useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { Choice } from '@/editor/fields/Choice';
import { Hint } from '@/editor/fields/Hint';
import { ShareTracks } from '@/editor/fields/ShareTracks';
import { Trouble } from '@/images/Sending';
import type { TablePreview } from '@/protocol/library';
import type { TableData } from '@/protocol/names';
import { balance, choiceOf, type TableChoice, targetTelling } from './choosing';
import { PreviewTable } from './PreviewTable';
import { useChosen } from './use_chosen';

const LEARN = [
  { id: 'auto', title: 'As suits it', summary: 'Texts and few whole numbers are classes, other numbers values' },
  { id: 'classes', title: 'Classes', summary: 'Classification: which of several it is' },
  { id: 'values', title: 'Values', summary: 'Regression: how much it is' },
];
export const MISSING = [
  {
    id: 'mean',
    title: 'Put in the mean',
    summary: 'Of texts the most frequent one; found from the training rows alone',
  },
  { id: 'most_frequent', title: 'Put in the most frequent', summary: 'Found from the training rows alone' },
  { id: 'drop', title: 'Leave the row out', summary: 'Fewer rows to learn from, none of them made up' },
];
export const SPLITS = [
  { id: 'stratified', title: 'Stratified', summary: 'Every part gets each class in the same proportion' },
  { id: 'random', title: 'At random', summary: 'Rare classes may be missing from a part' },
  { id: 'last', title: 'The last rows test', summary: 'The last rows of each class are the test' },
];

interface TableSetupProps {
  preview: TablePreview;
  /** What is chosen to begin with. */
  data: TableData;
  /** Hands over the data with what the server made of them. */
  onUse: (data: TableData) => void;
}

/** What is learned of a table, from which columns, and how its rows are parted. */
export function TableSetup({ preview, data, onUse }: TableSetupProps) {
  const [choice, setChoice] = useState<TableChoice>(() => choiceOf(data));
  const put = (values: Partial<TableChoice>) => setChoice((now) => ({ ...now, ...values }));
  const free = data.kind === 'table';
  const wanted: TableData = free
    ? { ...data, ...choice }
    : {
        ...data,
        columns: choice.columns,
        split: choice.split,
        standardise: choice.standardise,
        validation_fraction: choice.validation_fraction,
        test_fraction: choice.test_fraction,
      };
  const { parts, problem, current } = useChosen(wanted);
  const chosen = parts?.chosen ?? null;
  const missing = preview.columns.some((one) => one.missing > 0);
  return (
    <>
      <PreviewTable {...{ preview, choice, chosen, free }} onChange={setChoice} />
      {preview.problems.length > 0 && (
        <ul className="upload-notes small" aria-label="What was changed or left out">
          {preview.problems.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <div className="upload-fields">
        {free && (
          <Choice
            label="Learn"
            hint="Classes: a probability for each, judged by accuracy. Values: a number, judged by its error."
            value={choice.learn}
            options={LEARN}
            onChange={(id) => put({ learn: id === 'classes' || id === 'values' ? id : 'auto' })}
          />
        )}
        {free && missing && (
          <Choice
            label="Missing cells"
            hint="Leaving rows out loses what else they say; putting something in makes them look more alike."
            value={choice.missing}
            options={MISSING}
            onChange={(id) => put({ missing: id === 'drop' || id === 'most_frequent' ? id : 'mean' })}
          />
        )}
        <Choice
          label="Split"
          hint={
            choice.group_by
              ? 'Rows of a group stay together, so that nothing of the test is known from training.'
              : 'Which rows train, and which are kept to judge.'
          }
          value={choice.split}
          options={SPLITS}
          onChange={(id) => put({ split: id === 'random' || id === 'last' ? id : 'stratified' })}
        />
        <ShareTracks what="Rows" value={choice} onChange={put} tested={preview.tested > 0} />
        <Standardise value={choice.standardise} onChange={(standardise) => put({ standardise })} />
      </div>
      {chosen && <Balance title={targetTelling(preview, chosen)} classes={chosen.classes} counts={chosen.counts} />}
      <Trouble problem={problem} />
      <div className="table-foot">
        <p className="small number" role="status">
          {parts && !problem
            ? `${chosen?.columns.length ?? 0} columns in. Rows: ${parts.train.images} train, ${parts.validation.images} validate, ${parts.test.images} test.`
            : problem
              ? ''
              : 'Counting the rows.'}
        </p>
        <Button
          className="play upload-go"
          isDisabled={!current || problem !== null || !chosen}
          onPress={() => onUse(free ? { ...wanted, described: chosen } : wanted)}
        >
          Use it
        </Button>
      </div>
    </>
  );
}

/** Whether every column gets mean 0 and standard deviation 1. */
export function Standardise({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  return (
    <Hint text="Gives every column mean 0 and standard deviation 1 over the training rows. Without it a column of large numbers drowns the others, and training is slow or diverges.">
      {(describedBy) => (
        <Switch className="switch" aria-describedby={describedBy} isSelected={value} onChange={onChange}>
          <span className="switch-track" />
          Standardise
        </Switch>
      )}
    </Hint>
  );
}

/** How many rows each class has. */
export function Balance(props: { title: string; classes: readonly string[]; counts: readonly number[] }) {
  const { title, classes, counts } = props;
  if (classes.length === 0) return <p className="small">{title}.</p>;
  return (
    <div>
      <p className="small">{title}:</p>
      <ul className="balance number small" aria-label="Rows of each class">
        {balance(classes, counts).map(({ name, count, share }) => (
          <li key={name}>
            <span className="balance-name">{name}</span>
            <span className="balance-bar" aria-hidden>
              <span style={{ inlineSize: `${100 * share}%` }} />
            </span>
            {count.toLocaleString('en-GB')}
          </li>
        ))}
      </ul>
    </div>
  );
}
