import { GitFork, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { StatusMark } from '@/classroom/StatusMark';
import { runTitle, scoreText } from '@/classroom/telling';
import type { Series } from '@/live/series';
import { written } from '@/paint/chart_options';
import { runLetter } from '@/paint/run_look';
import { grouped } from '@/panels/grouped';
import { Scrolled } from '@/panels/Scrolled';
import type { RunLine } from '@/protocol/classroom';
import type { DataPart } from '@/protocol/names';
import { compareAddress, groupIn, watchAddress } from './addresses';
import { ForkDialog } from './ForkDialog';
import { type Compared, columnFor } from './overlay';
import { RunKey } from './RunKey';

interface ComparedRunsProps {
  lines: readonly RunLine[];
  /** Of whose runs they are; empty where that is not known. */
  names: readonly string[];
  series: readonly Series[];
  measure: Compared;
  part: DataPart;
  /** The values under the pointer, one for each run. */
  pointed: readonly (number | null)[] | null;
}

/** What each run reached, and what can be done with it. */
export function ComparedRuns({ lines, names, series, measure, part, pointed }: ComparedRunsProps) {
  const [forking, setForking] = useState<RunLine | null>(null);
  const lastOf = (index: number): number | null => {
    const one = series[index];
    const column = one && columnFor(one, measure, part);
    return one && column ? one.last(column) : null;
  };
  const ids = lines.map(({ id }) => id);
  const group = groupIn(window.location.search);
  return (
    <>
      <Scrolled label="The runs">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col" className="figures">
                Epoch
              </th>
              <th scope="col" className="figures">
                {pointed ? 'Under the pointer' : 'Curve ends at'}
              </th>
              <th scope="col" className="figures">
                Loss
              </th>
              <th scope="col" className="figures">
                Validation
              </th>
              <th scope="col" className="figures">
                Score
              </th>
              <th scope="col">
                <span className="hidden-visually">Deeds</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <tr key={line.id}>
                <th scope="row">
                  <RunKey run={index} /> <a href={watchAddress(line.id, group)}>{runTitle(line)}</a>
                </th>
                <td>
                  <StatusMark status={line.status} />
                </td>
                <td className="number figures">{grouped(Math.floor(line.epoch))}</td>
                <td className="number figures">{written(pointed ? pointed[index] : lastOf(index))}</td>
                <td className="number figures">{written(line.loss)}</td>
                <td className="number figures">{written(line.validation_loss)}</td>
                <td className="number figures">{scoreText(line)}</td>
                <td className="facts-deeds">
                  <Button
                    className="button button-small"
                    aria-label={`Fork run ${runLetter(index)}`}
                    onPress={() => setForking(line)}
                  >
                    <GitFork size={14} aria-hidden /> Fork
                  </Button>
                  {lines.length > 2 && (
                    <a
                      className="icon-button icon-small"
                      aria-label={`Leave run ${runLetter(index)} out`}
                      href={compareAddress(
                        ids.filter((id) => id !== line.id),
                        names.filter((_, place) => place !== index),
                        group,
                      )}
                    >
                      <X size={15} aria-hidden />
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {forking && <ForkDialog line={forking} onClose={() => setForking(null)} />}
    </>
  );
}
