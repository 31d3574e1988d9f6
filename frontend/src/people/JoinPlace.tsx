import '@/styles/people.css';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Joined, JoinInfo } from '@/protocol/people';
import { asProblem, type Problem } from '@/protocol/problem';
import { go } from '@/state/place';
import { knownAs, useMe } from '@/state/who';
import { useDeed } from './deed';
import { ResumeCard } from './ResumeCard';
import { peopleRest } from './rest';
import { TextBox } from './TextBox';
import { Trouble } from './Trouble';
import { useTitle } from './title';

type Found = { at: 'asking' } | { at: 'found'; info: JoinInfo } | { at: 'refused'; problem: Problem };

/** The door of one class: its name, a nickname, and then the code with which to come back. */
export default function JoinPlace({ code }: { code: string }) {
  const [found, setFound] = useState<Found>({ at: 'asking' });
  const [joined, setJoined] = useState<Joined | null>(null);
  const { account } = useMe();
  // Whoever is signed in already is asked first: joining makes somebody new.
  const [anew, setAnew] = useState(false);
  useTitle(found.at === 'found' ? found.info.title : 'Join a class');
  useEffect(() => {
    let left = false;
    peopleRest.joinInfo(code).then(
      (info) => !left && setFound({ at: 'found', info }),
      (thrown: unknown) => !left && setFound({ at: 'refused', problem: asProblem(thrown) }),
    );
    return () => {
      left = true;
    };
  }, [code]);
  if (joined) return <ResumeCard joined={joined} />;
  if (found.at === 'asking') return <main className="place" aria-busy="true" />;
  if (found.at === 'refused') return <Refused problem={found.problem} />;
  if (account && !anew) return <SignedIn name={account.name} info={found.info} onAnew={() => setAnew(true)} />;
  return (
    <main className="place door">
      <div className="door-head">
        <p className="quiet">You are joining</p>
        <h1>{found.info.title}</h1>
        <p>Class of {found.info.teacher}</p>
      </div>
      <NicknameForm
        code={code}
        onJoined={(made) => {
          setJoined(made);
          knownAs(made.me);
        }}
      />
    </main>
  );
}

function NicknameForm({ code, onJoined }: { code: string; onJoined: (joined: Joined) => void }) {
  const [nickname, setNickname] = useState('');
  const { busy, problem, go: attempt } = useDeed();
  return (
    <form
      className="door-way door-only"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => onJoined(await peopleRest.join(code, nickname)));
      }}
    >
      <TextBox
        label="Nickname"
        tells="Your teacher sees it. It need not be your real name."
        autoFocus
        isRequired
        autoComplete="nickname"
        maxLength={40}
        value={nickname}
        onChange={setNickname}
      />
      <Trouble problem={problem} />
      <Button type="submit" className="play wide" isDisabled={busy || nickname.trim() === ''}>
        Join
      </Button>
      <p className="small quiet">
        Been here before? <a href="/">Come back with your resume code</a>, so that you find your projects again.
      </p>
    </form>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const [code, setCode] = useState('');
  return (
    <main className="place door">
      <div className="door-head">
        <h1>This code opens no class</h1>
        <p>
          {problem.detail} {problem.hint}
        </p>
      </div>
      <form
        className="door-way door-only"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== '') go(`/join/${encodeURIComponent(code.trim())}`);
        }}
      >
        <TextBox label="Class code" code autoFocus isRequired maxLength={40} value={code} onChange={setCode} />
        <Button type="submit" className="play wide">
          Try this one
        </Button>
      </form>
    </main>
  );
}

function SignedIn({ name, info, onAnew }: { name: string; info: JoinInfo; onAnew: () => void }) {
  return (
    <main className="place door">
      <div className="door-head">
        <h1>You are signed in as {name}</h1>
        <p>Whoever joins {info.title} now is somebody new, with no projects yet.</p>
      </div>
      <div className="door-way door-only">
        <Button className="play wide" onPress={() => go('/')}>
          Go on as {name}
        </Button>
        <Button className="button wide" onPress={onAnew}>
          Join {info.title} as somebody else
        </Button>
      </div>
    </main>
  );
}
