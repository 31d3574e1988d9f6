import '@/styles/people.css';
import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { go } from '@/state/place';
import { knownAs } from '@/state/who';
import { useDeed } from './deed';
import { peopleRest } from './rest';
import { TextBox } from './TextBox';
import { Trouble } from './Trouble';
import { useTitle } from './title';

/** The door: a class to join, a guest who comes back, or a name with its password. */
export default function SignInPlace() {
  useTitle('Sign in');
  return (
    <main className="place door">
      <div className="door-head">
        <h1>See into networks while they learn</h1>
        <p>Build a neural network, press Play, and watch every unit and layer as it trains.</p>
      </div>
      <div className="door-ways">
        <section className="door-way" aria-labelledby="door-join">
          <h2 id="door-join">Join a class</h2>
          <JoinForm />
        </section>
        <section className="door-way" aria-labelledby="door-resume">
          <h2 id="door-resume">Come back</h2>
          <ResumeForm />
        </section>
        <section className="door-way" aria-labelledby="door-sign-in">
          <h2 id="door-sign-in">Sign in</h2>
          <PasswordForm />
        </section>
      </div>
    </main>
  );
}

const stay = (event: FormEvent): void => event.preventDefault();

function JoinForm() {
  const [code, setCode] = useState('');
  return (
    <form
      onSubmit={(event) => {
        stay(event);
        if (code.trim() !== '') go(`/join/${encodeURIComponent(code.trim())}`);
      }}
    >
      <TextBox
        label="Class code"
        tells="Your teacher shows it. You need no e-mail address."
        code
        autoFocus
        isRequired
        autoComplete="off"
        maxLength={40}
        value={code}
        onChange={setCode}
      />
      <Button type="submit" className="play wide">
        Go on
      </Button>
    </form>
  );
}

function ResumeForm() {
  const [code, setCode] = useState('');
  const { busy, problem, go: attempt } = useDeed();
  return (
    <form
      onSubmit={(event) => {
        stay(event);
        void attempt(async () => knownAs(await peopleRest.resume(code)));
      }}
    >
      <TextBox
        label="Resume code"
        tells="You got it when you joined. It finds your projects on any computer."
        code
        isRequired
        autoComplete="off"
        maxLength={60}
        value={code}
        onChange={setCode}
      />
      <Trouble problem={problem} />
      <Button type="submit" className="button wide" isDisabled={busy || code.trim() === ''}>
        Go on as before
      </Button>
    </form>
  );
}

function PasswordForm() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, go: attempt } = useDeed();
  return (
    <form
      onSubmit={(event) => {
        stay(event);
        void attempt(async () => knownAs(await peopleRest.signIn(name, password)));
      }}
    >
      <TextBox label="Name" isRequired autoComplete="username" maxLength={40} value={name} onChange={setName} />
      <TextBox
        label="Password"
        type="password"
        isRequired
        autoComplete="current-password"
        maxLength={200}
        value={password}
        onChange={setPassword}
      />
      <Trouble problem={problem} />
      <Button type="submit" className="button wide" isDisabled={busy}>
        Sign in
      </Button>
    </form>
  );
}
