import { css } from '@/paint/colour';
import { overImage } from '@/paint/mask_pixels';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { useLooking } from '@/state/looking';
import { type RegionTable, regionsIn } from './reading';
import { diceText, shareText } from './telling';
import { VolumesPart } from './VolumesPart';

const RATE_HZ = 4;

/** How well the masks of a part agree with the truth, class by class; volumes of patients where they are known. */
export function RegionsTab() {
  const { session } = useGlass();
  const part = useLooking((state) => state.part);
  const view = { kind: 'regions', part } as const;
  useWatch(view, RATE_HZ);
  const frame = useLatest(view, () => session.tensors.get(session.run.store.getState().run ?? '', 'regions'));
  const table = regionsIn(frame);
  if (!table || table.images === 0) {
    return (
      <p className="small quiet" role="status">
        {table
          ? 'Nothing was judged yet: the numbers come with the first evaluation. Press Play.'
          : 'Waiting for the numbers of each class.'}
      </p>
    );
  }
  return (
    <>
      <p className="small quiet">
        {table.images.toLocaleString('en-GB')} {table.images === 1 ? 'image' : 'images'}, as of the last evaluation.
      </p>
      <Classes table={table} />
      {table.regions.length > 2 && <Pixels table={table} />}
      {frame && <VolumesPart frame={frame} names={table.regions.map(({ name }) => name)} />}
    </>
  );
}

function Swatch({ number }: { number: number }) {
  if (number === 0) return null;
  return <i className="mask-swatch" style={{ background: css(overImage(number)) }} aria-hidden />;
}

const distance = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1));

function Classes({ table }: { table: RegionTable }) {
  const { regions, unit, distances, measuring } = table;
  return (
    <>
      <div className="region-scroll">
        <table className="region-table number">
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col" title="2 |A ∩ B| / (|A| + |B|): mean over the images with the class">
                Dice
              </th>
              <th scope="col" title="|A ∩ B| / |A ∪ B|: stricter than Dice">
                IoU
              </th>
              <th scope="col" title="Precision: of the pixels that were given this class, the share that is of it">
                Prec.
              </th>
              <th scope="col" title="Recall: of the pixels of this class, the share that was found">
                Recall
              </th>
              {distances && (
                <th scope="col" title={`Hausdorff distance in ${unit}; second without the worst 5 %`}>
                  HD, 95 %
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {regions.map((one) => (
              <tr key={one.number} data-background={one.number === 0 || undefined}>
                <th scope="row">
                  <Swatch number={one.number} /> {one.name} <span className="quiet">{shareText(one.share)}</span>
                </th>
                <td>{diceText(one.dice)}</td>
                <td>{diceText(one.iou)}</td>
                <td>{shareText(one.precision)}</td>
                <td>{shareText(one.recall)}</td>
                {distances && (
                  <td>
                    {distance(one.hausdorff)}, {distance(one.hausdorff95)}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small quiet">
        Beside each class its share of all pixels. {emptyText(table)}
        {distances
          ? `HD (Hausdorff), in ${unit}: how far the outlines are apart at the worst place, then without the worst 5 %; a mean over images in which the class is there and found.`
          : measuring
            ? 'How far the outlines are apart is being measured.'
            : 'Distances of outlines come when the run rests: press Pause.'}
      </p>
    </>
  );
}

/** How many images a class is missing in, where that is many. */
function emptyText({ regions, images }: RegionTable): string {
  const missing = regions.filter(({ number, empty }) => number > 0 && empty > 0);
  if (missing.length === 0) return '';
  return `Not in every image: ${missing.map(({ name, empty }) => `${name} in ${images - empty} of ${images}`).join(', ')}. `;
}

/** Which class is taken for which, in pixels: of those of a row, the share in each column. */
function Pixels({ table: { regions, counts } }: { table: RegionTable }) {
  const classes = regions.length;
  return (
    <div className="region-scroll">
      <table className="region-table region-pixels number">
        <caption className="hidden-visually">
          Of the pixels of each class (row), the share that was taken for each class (column)
        </caption>
        <thead>
          <tr>
            <th scope="col">Truth ↓ taken for →</th>
            {regions.map(({ number, name }) => (
              <th key={number} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {regions.map(({ number, name }) => {
            const row = regions.map((other) => counts[number * classes + other.number] ?? 0);
            const total = row.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={number}>
                <th scope="row">{name}</th>
                {row.map((count, k) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a class is its number
                  <td key={k}>{total === 0 ? '–' : shareText(count / total)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
