import { X } from 'lucide-react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { show, useScreen } from '@/state/screen';

const KEYS: [string, string][] = [
  ['Space', 'Play or pause'],
  ['→', 'Step'],
  ['R', 'Reset, same start weights'],
  ['N', 'New start weights'],
  ['Ctrl Z', 'Undo (⌘ Z)'],
  ['Ctrl Shift Z', 'Redo (also Ctrl Y)'],
  ['D', 'Dark or light'],
  ['Esc', 'Back: let go of what is selected'],
  ['?', 'This help'],
  ['↑ ↓ ← →', 'From unit to unit, when the diagram has the focus'],
  ['Enter', 'Open the card of a unit or layer'],
  [', and .', 'Previous and next sample: its numbers stand at every unit; Esc lets go'],
  ['X', 'Hold the unit that has the focus at zero, or let it go'],
  ['Draw points', 'Arrows move the cursor (Shift: further), Enter or Space sets a point, Del erases'],
  ['1 to 5, E', 'There: what is drawn, the eraser; Esc ends'],
  ['H', 'Histograms of all layers'],
  ['+ and −', 'On the weights of an image: turn the knob of the cell; the arrows choose it, 0 sets it to zero'],
  ['← →', 'From map to map, when one is enlarged'],
  ['T, P, O', 'On a large image with masks: truth, prediction, outlines'],
  ['1 to 4', 'There: overlay, probability, loss, errors'],
  ['[ and ]', 'There: a smaller brush, a larger one'],
];

const CANVAS_KEYS: [string, string][] = [
  ['↑ ↓ ← →', 'From layer to layer, along the wires'],
  ['Shift ↑ ↓ ← →', 'Move what is selected'],
  ['C, then Enter', 'Begin a wire at this layer, end it at another; Esc lets go'],
  ['Enter', 'To the card of the layer, to change it'],
  ['Del', 'Delete: what stood before and after is joined'],
  ['Ctrl C, X, V, D', 'Copy, cut, paste, duplicate'],
  ['Ctrl A', 'Select all layers'],
  ['G, Shift G', 'Make a block of the selection, dissolve a block'],
  ['F, L', 'Fit, lay out'],
  ['Home, End', 'To the first layer, to the last'],
  ['In the list', 'Type to search; Enter adds after what is selected, and selects it'],
];

/** How to start, and all keys. */
export function HelpDialog() {
  const open = useScreen((state) => state.help);
  return (
    <ModalOverlay className="shade" isDismissable isOpen={open} onOpenChange={(help) => show({ help })}>
      <Modal className="dialog">
        <Dialog className="dialog-inner">
          <div className="panel-head">
            <Heading slot="title" className="dialog-title">
              Help
            </Heading>
            <Button className="icon-button" aria-label="Close" onPress={() => show({ help: false })}>
              <X size={17} aria-hidden />
            </Button>
          </div>
          <p>
            Press Play and watch the network learn: under Output is its answer, and the pictures in the diagram are what
            each unit or layer contributes. Of images, choose one or draw your own, and every layer shows what it sees.
            Change anything while it runs; what carries the pulse mark acts at once, the rest starts a new run from the
            same start weights. Draw points of your own on any set: the network trains on from what it has learned. With
            a single unit, each next sample shows what it adds to the weights, and where that turns the line; of images,
            under Weights, every weight is a knob: turn one, and the sum follows. Under Scores and Losses, a cell or a
            bar leads to its points in the plane. Nothing can break: undo takes back every edit, and the address always
            holds the whole set-up, or your project does, which saves itself.
          </p>
          <p>
            Drop a CSV file anywhere on the page to learn from it: a row for each example, and the network learns to
            work out one column from the others. Standardise, and no column drowns another. Keep rows back, and you see
            what it makes of rows it never saw: when those get worse while training gets better, rows are learned by
            heart, and L2 or patience ends that.
          </p>
          <Keys keys={KEYS} />
          <h3>On the canvas</h3>
          <Keys keys={CANVAS_KEYS} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Keys({ keys }: { keys: [string, string][] }) {
  return (
    <dl className="keys">
      {keys.map(([key, does]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
