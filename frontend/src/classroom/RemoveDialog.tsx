import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { AskDialog } from '@/panels/AskDialog';
import type { Member } from '@/protocol/classroom';
import { countToldOf } from './telling';

interface RemoveDialogProps {
  member: Member;
  onDo: (everything: boolean) => Promise<unknown>;
  onClose: () => void;
}

/** Takes a student out of the class, with or without what they made. */
export function RemoveDialog({ member, onDo, onClose }: RemoveDialogProps) {
  const [everything, setEverything] = useState(false);
  const { nickname, projects, runs } = member;
  return (
    <AskDialog
      title={`Remove ${nickname}?`}
      action={everything ? `Delete all of ${nickname}` : `Remove ${nickname}`}
      onDo={() => onDo(everything)}
      final={everything}
      {...{ onClose }}
    >
      <p>{nickname} is signed out and cannot come back by the resume code; the nickname is free again.</p>
      <Checkbox className="tick" isSelected={everything} onChange={setEverything}>
        <span className="tick-box" aria-hidden />
        <span>
          Also delete {countToldOf(projects.length, 'project')} and {countToldOf(runs.length, 'run')}, for good
        </span>
      </Checkbox>
    </AskDialog>
  );
}
