import { Dices } from 'lucide-react';
import { Label, Radio, RadioGroup, ToggleButton } from 'react-aria-components';
import { newSeed, useEdit, useFacts } from '@/editor/edit';
import { Hint } from '@/editor/fields/Hint';
import { NumberBox } from '@/editor/fields/NumberBox';
import { percent, ShareTracks } from '@/editor/fields/ShareTracks';
import { Track } from '@/editor/fields/Track';
import { FEATURE_SIGNS } from '@/editor/inputs';
import { classesOf } from '@/editor/task';
import { OwnPart } from '@/points/OwnPart';
import type { CatalogEntry, Feature, PointData } from '@/protocol/names';
import { featuresOf } from '@/protocol/spec';
import { useBuilding, useCatalog, useProject } from '@/state/glass';
import { Thumbnail } from './Thumbnail';

const FEATURES: Feature[] = ['x', 'y', 'x2', 'y2', 'xy', 'sin_x', 'sin_y'];

/** Points on the plane: the set, its noise and split, and what the network is told about each point. */
export function PointDataPanel({ data }: { data: PointData }) {
  const edit = useEdit();
  const facts = useFacts();
  const catalog = useCatalog();
  const problem = useBuilding((state) => state.problem);
  const entries =
    catalog.phase === 'ready'
      ? catalog.catalog.datasets.filter(({ kind }) => !(kind in facts.images) && !(kind in (facts.tables ?? {})))
      : [];
  const own = data.kind === 'points';
  const wrong = (field: string) => (problem?.where === `data.${field}` ? problem.detail : undefined);
  return (
    <>
      <DataSets entries={entries} value={data.kind} onChange={(kind) => edit({ type: 'set_data_kind', kind })} />
      <OwnPart data={data} />
      {data.kind in facts.classes && data.target !== 'value' && (
        <Track
          label="Classes"
          hint="How many groups there are to tell apart. The output layer follows."
          value={classesOf(data, facts)}
          min={2}
          max={5}
          step={1}
          text={String(classesOf(data, facts))}
          onChange={(classes) => edit({ type: 'set_classes', classes }, 'classes')}
        />
      )}
      <Track
        label="Noise"
        hint="More noise: points stray further, and no network can get all of them right."
        value={data.noise}
        min={0}
        max={1}
        step={0.05}
        text={percent(data.noise)}
        onChange={(noise) => edit({ type: 'set_data', values: { noise } }, 'noise')}
      />
      <ShareTracks what="Points" value={data} onChange={(values, key) => edit({ type: 'set_data', values }, key)} />
      <div className="field-pair">
        {!own && (
          <NumberBox
            label="Samples"
            hint="More points: a clearer pattern, and longer epochs."
            value={data.samples}
            min={10}
            max={20_000}
            step={50}
            whole
            invalid={wrong('samples')}
            onChange={(samples) => samples !== null && edit({ type: 'set_data', values: { samples } }, 'samples')}
          />
        )}
        <Hint
          text={
            own
              ? 'Chance decides anew which of your points train, validate and test. A change rebuilds the run.'
              : 'Draws other points of the same kind. A change rebuilds the run.'
          }
        >
          {(describedBy) => (
            <button
              type="button"
              className="button"
              aria-describedby={describedBy}
              onClick={() => edit({ type: 'set_data', values: { seed: newSeed() } })}
            >
              <Dices size={15} aria-hidden /> {own ? 'New split' : 'New points'}
            </button>
          )}
        </Hint>
      </div>
      <Features />
    </>
  );
}

interface DataSetsProps {
  entries: CatalogEntry[];
  value: string;
  onChange: (kind: string) => void;
}

function DataSets({ entries, value, onChange }: DataSetsProps) {
  return (
    <RadioGroup className="data-sets" value={value} onChange={onChange} orientation="horizontal">
      <Label className="hidden-visually">Data set</Label>
      {entries.map((entry) => (
        <Hint key={entry.kind} text={`${entry.title}. ${entry.summary}`}>
          {() => (
            <Radio value={entry.kind} className="data-set">
              <Thumbnail kind={entry.kind} />
              <span className="hidden-visually">{entry.title}</span>
            </Radio>
          )}
        </Hint>
      ))}
    </RadioGroup>
  );
}

function Features() {
  const edit = useEdit();
  const catalog = useCatalog();
  const features = useProject((state) => featuresOf(state.spec.data));
  const entries = catalog.phase === 'ready' ? catalog.catalog.features : [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of toggles, no form
    <div className="features" role="group" aria-label="Features">
      <h3 className="small">Features</h3>
      <div className="toggles">
        {FEATURES.map((feature) => {
          const entry = entries.find((one) => one.kind === feature);
          const only = features.length === 1 && features.includes(feature);
          return (
            <Hint
              key={feature}
              text={
                only ? 'A network needs at least one feature.' : `${entry?.summary ?? ''} A change rebuilds the run.`
              }
            >
              {(describedBy) => (
                <ToggleButton
                  className="chip"
                  aria-describedby={describedBy}
                  aria-label={`Feature ${FEATURE_SIGNS[feature]}`}
                  isSelected={features.includes(feature)}
                  onChange={() => edit({ type: 'toggle_feature', feature })}
                >
                  {FEATURE_SIGNS[feature]}
                </ToggleButton>
              )}
            </Hint>
          );
        })}
      </div>
    </div>
  );
}
