import { Contrast, FolderOpen, Image, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { Track } from '@/editor/fields/Track';
import { IconButton } from '@/panels/IconButton';
import { Segments } from '@/panels/Segments';
import type { Tint } from './brush';

/** What the brush paints. */
export type Tool = 'brush' | 'grey' | 'eraser';

export interface Brush {
  readonly tool: Tool;
  readonly radius: number;
  /** Of colour images, as CSS writes it: #rrggbb. */
  readonly colour: string;
}

/** The number of each channel that a brush paints. */
export function tintOf({ tool, colour }: Brush, channels: number): Tint {
  if (tool === 'grey') return [128];
  if (tool === 'eraser') return [0];
  if (channels < 3) return [255];
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

interface DrawingToolsProps {
  brush: Brush;
  coloured: boolean;
  onBrush: (brush: Brush) => void;
  onClear: () => void;
  onInvert: () => void;
  onBegin: () => void;
  onFile: (file: File) => void;
  /** Why the last file could not be opened; empty when it could. */
  problem: string;
}

/** Brush, its size, and what changes the whole paper. */
export function DrawingTools({ brush, coloured, problem, ...on }: DrawingToolsProps) {
  const { onBrush, onClear, onInvert, onBegin, onFile } = on;
  const files = useRef<HTMLInputElement>(null);
  const first = coloured ? 'Colour' : 'White';
  return (
    <div className="drawing-tools">
      <div className="drawing-deeds">
        <Segments
          label="Brush"
          value={brush.tool}
          options={[
            ['brush', first],
            ['grey', 'Grey'],
            ['eraser', 'Black'],
          ]}
          onChange={(tool) => onBrush({ ...brush, tool })}
        />
        {coloured && (
          <input
            type="color"
            className="drawing-colour"
            aria-label="Colour of the brush"
            value={brush.colour}
            onChange={(event) => onBrush({ ...brush, tool: 'brush', colour: event.target.value })}
          />
        )}
      </div>
      <div className="drawing-deeds">
        <div className="drawing-size">
          <Track
            label="Brush size"
            hint="In pixels of the image."
            value={brush.radius}
            min={0.5}
            max={6}
            step={0.25}
            text={`${2 * brush.radius} px`}
            onChange={(radius) => onBrush({ ...brush, radius })}
          />
        </div>
        <IconButton label="From the sample" hint="Starts from the chosen image: cover parts of it." onPress={onBegin}>
          <Image size={16} aria-hidden />
        </IconButton>
        <IconButton
          label="Open a picture"
          hint="A file of yours: its middle is made as small as the images of the data."
          onPress={() => files.current?.click()}
        >
          <FolderOpen size={16} aria-hidden />
        </IconButton>
        <input
          ref={files}
          type="file"
          accept="image/*"
          hidden
          aria-label="Picture to open"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) onFile(file);
            target.value = '';
          }}
        />
        <IconButton label="Invert" hint="Dark becomes light." onPress={onInvert}>
          <Contrast size={16} aria-hidden />
        </IconButton>
        <IconButton label="Clear" hint="An empty paper." onPress={onClear}>
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </div>
      {problem !== '' && (
        <p className="small" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
