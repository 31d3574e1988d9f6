import { Copy, Maximize2, RefreshCw, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { AskDialog } from '@/panels/AskDialog';
import { CopyText } from '@/panels/CopyText';
import type { ClassView } from '@/protocol/classroom';
import type { ClassesRest } from '@/transport/classes';
import { ProjectorDialog } from './ProjectorDialog';
import { qrUrl } from './qr';
import { untilText, whenText } from './telling';

const LASTING = [
  ['2700', '45 minutes', 'A lesson'],
  ['28800', '8 hours', 'A day'],
  ['604800', '7 days', 'A week'],
  ['15552000', '180 days', 'A term'],
] as const;

interface JoinCodePartProps {
  view: ClassView;
  rest: ClassesRest;
  changed: () => void;
}

/** How students get in: the code, its link and picture, for how long; a new one, or none. */
export function JoinCodePart({ view, rest, changed }: JoinCodePartProps) {
  const [large, setLarge] = useState(false);
  const [closing, setClosing] = useState(false);
  const { code } = view;
  return (
    <section className="join-part" aria-labelledby="join-title">
      <h2 id="join-title">Joining</h2>
      {code ? (
        <>
          <button type="button" className="join-shown" onClick={() => setLarge(true)}>
            <img src={qrUrl(code)} alt="QR code of the link to join" width={168} height={168} />
            <span className="hidden-visually">Join code </span>
            <span className="join-code number">{code.code}</span>
            <span className="small quiet join-larger">
              <Maximize2 size={13} aria-hidden /> Large, for the projector
            </span>
          </button>
          <p className="small">
            Until {whenText(code.expires_at)} <span className="quiet">({untilText(code.expires_at)})</span>
          </p>
          <CopyText text={code.url} label="Copy the link" icon={<Copy size={15} aria-hidden />} />
        </>
      ) : (
        <p className="quiet">{view.closed_at ? 'The class is closed: nobody joins.' : 'Nobody can join now.'}</p>
      )}
      {!view.closed_at && (
        <div className="join-tools">
          <MenuTrigger>
            <Button className="button">
              <RefreshCw size={15} aria-hidden /> {code ? 'New code' : 'Let students join'}
            </Button>
            <Popover className="popover">
              <Menu
                className="menu"
                onAction={(seconds) => void rest.rotate(view.id, Number(seconds)).then(changed, changed)}
              >
                {LASTING.map(([seconds, title, tells]) => (
                  <MenuItem key={seconds} id={seconds} textValue={title} className="menu-item">
                    <span className="menu-title">For {title}</span>
                    <span className="menu-tells">{tells}. The code before is worth nothing any more.</span>
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </MenuTrigger>
          {code && (
            <Button className="button" onPress={() => setClosing(true)}>
              <UserRoundX size={15} aria-hidden /> Stop joining
            </Button>
          )}
        </div>
      )}
      {large && code && <ProjectorDialog {...{ code }} title={view.title} onClose={() => setLarge(false)} />}
      {closing && (
        <AskDialog
          title="Stop joining?"
          action="Stop joining"
          onDo={() => rest.closeCode(view.id).then(changed)}
          onClose={() => setClosing(false)}
        >
          <p>The code and its link stop working. Students who are in the class stay in it.</p>
        </AskDialog>
      )}
    </section>
  );
}
