import { Button } from 'react-aria-components';
import { useEdit, useFacts } from '@/editor/edit';
import { openedOn } from '@/editor/image_changes';
import { isMasked } from '@/editor/task';
import { askFor } from '@/panels/builder';
import type { ImageData } from '@/protocol/names';
import { useCatalog, useOutline } from '@/state/glass';

interface SuitingProps {
  data: ImageData;
  shape: readonly number[];
  classes: number | undefined;
}

/** Offers a network that fits where the one that is there does not take images of this size. */
export function Suiting({ data, shape, classes }: SuitingProps) {
  const edit = useEdit();
  const facts = useFacts();
  const catalog = useCatalog();
  const masked = isMasked(data, facts);
  // Masks need an image at the end, and classes none: neither is mended by a field or two.
  const misfit = useOutline(
    ({ outline }) =>
      outline?.problems.some(({ code, repair }) => code === 'shape' || (code === 'output_shape' && !repair)) ?? false,
  );
  const spec =
    misfit && !masked && catalog.phase === 'ready' && shape.length > 0
      ? openedOn(data, shape, catalog.templates, facts, classes)
      : null;
  if (misfit && masked)
    return (
      <div className="suiting">
        <p className="small">This network does not say a class for each pixel.</p>
        <Button className="button" onPress={() => askFor('unet')}>
          Build a U-Net for them
        </Button>
      </div>
    );
  if (!spec) return null;
  return (
    <div className="suiting">
      <p className="small">This network does not fit these images.</p>
      <Button className="button" onPress={() => edit({ type: 'open_template', spec })}>
        Open one that does
      </Button>
    </div>
  );
}
