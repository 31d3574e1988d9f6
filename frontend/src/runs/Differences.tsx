import { runTitle } from '@/classroom/telling';
import { runLetter } from '@/paint/run_look';
import { Scrolled } from '@/panels/Scrolled';
import type { RunLine, SetUpDifference } from '@/protocol/classroom';
import { pathTitle, valueText } from './setups';

interface DifferencesProps {
  lines: readonly RunLine[];
  differences: readonly SetUpDifference[];
}

/** In what the runs were set up differently. */
export function Differences({ lines, differences }: DifferencesProps) {
  return (
    <section aria-labelledby="differences-title" className="differences">
      <h2 id="differences-title">Differences</h2>
      {differences.length === 0 ? (
        <p className="quiet">They were set up alike: equal seeds give equal curves.</p>
      ) : (
        <Scrolled label="In what the runs differ">
          <table className="facts">
            <thead>
              <tr>
                <th scope="col">Setting</th>
                {lines.map((line, index) => (
                  <th key={line.id} scope="col" title={runTitle(line)}>
                    {runLetter(index)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differences.map(({ path, values }) => (
                <tr key={path}>
                  <th scope="row">{pathTitle(path)}</th>
                  {lines.map((line, index) => (
                    <td key={line.id} className="number">
                      {valueText(values[index])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </section>
  );
}
