import { useStack } from '@/editor/edit';
import { useInputNames } from '@/editor/inputs';
import { inputsOf } from '@/editor/stack';
import { Maths } from '@/lessons/Maths';
import { isTable } from '@/protocol/spec';
import { useProject } from '@/state/glass';
import { useMayChange } from '@/state/permits';

/** How to read the diagram. */
export function NetworkCard() {
  const stack = useStack();
  const rows = useProject((state) => isTable(state.spec.data));
  const edits = useMayChange('network');
  const features = useInputNames().length;
  const parameters = (stack?.layers ?? []).reduce(
    (sum, { dense }, index) =>
      sum + dense.units * ((stack ? inputsOf(stack, index, features) : 0) + (dense.bias ? 1 : 0)),
    0,
  );
  return (
    <div className="card card-network">
      <div>
        <h2>
          How to read it <span className="quiet number small">{parameters} learned numbers</span>
        </h2>
        <p>
          Each picture shows what one unit answers at every point of the plane{rows ? ' of two columns' : ''}:{' '}
          <b className="positive">blue</b> above zero, <b className="negative">orange</b> below. Lines are weights:
          thick is strong, <b className="negative">dotted orange</b> is negative. The dot at a unit’s corner is its
          bias, plus or minus.
        </p>
        <p className="quiet">
          Point at a unit to see it large. Click a layer, a unit, a line or a bias to {edits ? 'change it' : 'read it'}.
        </p>
      </div>
      <div className="card-formula">
        <Maths display tex="y_j = f\!\left(\sum_i x_i\,w_{ij} + b_j\right)" />
        <p className="quiet small">
          Every unit weighs its inputs, adds its bias and passes the sum through its activation.
        </p>
      </div>
    </div>
  );
}
