import { ChevronDown, ChevronRight } from 'lucide-react';
import { Button, Checkbox } from 'react-aria-components';
import { StatusMark } from '@/classroom/StatusMark';
import { runTitle, scoreText, whenText } from '@/classroom/telling';
import { written } from '@/paint/chart_options';
import { grouped } from '@/panels/grouped';
import type { RunLine } from '@/protocol/classroom';
import type { HistoryRest } from '@/transport/history';
import { RunNotes } from './RunNotes';

interface HistoryLineProps {
  line: RunLine;
  /** Whether it is the run on the page. */
  here: boolean;
  open: boolean;
  onOpen: (open: boolean) => void;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
  rest: Pick<HistoryRest, 'noted' | 'edit' | 'pause'>;
  onEdited: () => void;
  onGoOn: () => Promise<void>;
  onFork: () => void;
  onDelete: () => void;
}

/** A run in the list: what came of it; opened, its title and notes, and what can be done with it. */
export function HistoryLine(props: HistoryLineProps) {
  const { line, here, open, onOpen, chosen, onChoose } = props;
  const title = runTitle(line);
  return (
    <li>
      <div className="history-line">
        <Checkbox className="tick" isSelected={chosen} onChange={onChoose} aria-label={`Compare ${title}`}>
          <span className="tick-box" aria-hidden />
        </Checkbox>
        <Button className="history-title" aria-expanded={open} onPress={() => onOpen(!open)}>
          {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />} {title}
          {here && <span className="history-here small"> on the page</span>}
        </Button>
        <StatusMark status={line.status} />
        <span className="number figures small">epoch {grouped(Math.floor(line.epoch))}</span>
        <span className="number figures small">loss {written(line.loss)}</span>
        <span className="number figures small">{line.score === null ? '' : scoreText(line)}</span>
        <span className="small quiet number history-when">{whenText(line.created_at)}</span>
      </div>
      {open && <RunNotes {...props} />}
    </li>
  );
}
