import { Undo2, X } from 'lucide-react';
import { IconButton } from '@/panels/IconButton';
import { Segments } from '@/panels/Segments';
import { LARGEST_BRUSH, mask, SMALLEST_BRUSH, type Tone, useMasking } from '@/state/masking';
import type { MaskBoard } from './board';
import { endPainting } from './painting';
import { Slider } from './Slider';

const TONES = [
  ['black', 'Black'],
  ['grey', 'Grey'],
  ['white', 'White'],
] as const satisfies readonly (readonly [Tone, string])[];

/** What every brush needs: its size, a step back, and an end. */
export function BrushRow({ board }: { board: MaskBoard }) {
  const radius = useMasking((state) => state.radius);
  return (
    <div className="mask-row">
      <Slider
        label="Size"
        hint="Width of the brush in pixels of the image. Keys: [ and ]"
        value={radius}
        min={SMALLEST_BRUSH}
        max={LARGEST_BRUSH}
        step={0.5}
        text={`${2 * radius} px`}
        onChange={(value) => mask({ radius: value })}
      />
      <IconButton label="Undo stroke" keys="Ctrl Z on the image" onPress={() => board.undo()}>
        <Undo2 size={16} aria-hidden />
      </IconButton>
      <IconButton label="Discard what was painted" onPress={() => endPainting()}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

/** The brush that covers or brightens parts of the image. */
export function CoverTools({ board }: { board: MaskBoard }) {
  const tone = useMasking((state) => state.tone);
  return (
    <div className="mask-tools">
      <Segments label="Brush" value={tone} options={TONES} onChange={(next) => mask({ tone: next })} />
      <BrushRow board={board} />
      <p className="small quiet">Cover a part of the image, or brighten it: the prediction follows.</p>
    </div>
  );
}
