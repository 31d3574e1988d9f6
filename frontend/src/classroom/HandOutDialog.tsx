import { useEffect, useState } from 'react';
import { Button, Radio, RadioGroup } from 'react-aria-components';
import { DialogFrame } from '@/panels/DialogFrame';
import { Waiting } from '@/panels/Waiting';
import { asProblem, type ProblemError } from '@/protocol/problem';
import type { ProjectLine } from '@/protocol/projects';
import type { ClassesRest } from '@/transport/classes';
import type { ProjectsRest } from '@/transport/projects';
import { allOf } from './all_projects';
import { count, whenText } from './telling';

interface HandOutDialogProps {
  id: string;
  students: number;
  rest: Pick<ClassesRest, 'handOut'>;
  projects: Pick<ProjectsRest, 'list'>;
  onClose: () => void;
  onDone: (told: string) => void;
}

/** Gives everybody in the class a copy of one of the teacher's projects. */
export function HandOutDialog({ id, students, rest, projects, onClose, onDone }: HandOutDialogProps) {
  const [lines, setLines] = useState<readonly ProjectLine[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  useEffect(() => {
    allOf(projects).then(setLines, (thrown: unknown) => setProblem(asProblem(thrown)));
  }, [projects]);
  async function give(): Promise<void> {
    const project = lines?.find((line) => line.id === chosen);
    if (!project) return;
    setBusy(true);
    try {
      const { copies } = await rest.handOut(id, project.id);
      onDone(`“${project.title}” is handed out: ${count(copies, 'copy').replace('copys', 'copies')} made.`);
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  }
  return (
    <DialogFrame title="Hand out a project" onClose={onClose}>
      <p className="quiet">
        Each of the {count(students, 'student')} gets a copy to work in, and so does whoever joins later. Yours stays as
        it is.
      </p>
      {lines === null && <Waiting what="Your projects" problem={problem} />}
      {lines?.length === 0 && (
        <p>
          You have no projects yet. <a href="/projects">Make one first</a>, then hand it out here.
        </p>
      )}
      {lines !== null && lines.length > 0 && (
        <RadioGroup className="pick-list" aria-label="Project" value={chosen} onChange={setChosen}>
          {lines.map((line) => (
            <Radio key={line.id} value={line.id} className="pick">
              <span className="pick-mark" aria-hidden />
              <span className="pick-title">{line.title}</span>
              <span className="small quiet">changed {whenText(line.changed_at)}</span>
            </Radio>
          ))}
        </RadioGroup>
      )}
      {lines !== null && problem && (
        <p className="trouble" role="alert">
          {problem.detail} {problem.hint}
        </p>
      )}
      <div className="ask-go">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button className="button button-main" isDisabled={chosen === null || busy} onPress={() => void give()}>
          Hand out
        </Button>
      </div>
    </DialogFrame>
  );
}
