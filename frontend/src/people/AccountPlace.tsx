import '@/styles/people.css';
import { Download, Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { AskDialog } from '@/panels/AskDialog';
import { forgetAll } from '@/projects/leftovers';
import { ProblemError } from '@/protocol/problem';
import { askWho, knownAs, useMe } from '@/state/who';
import { amountsOf } from './amounts';
import { useDeed } from './deed';
import { peopleRest } from './rest';
import { TextBox } from './TextBox';
import { TokensPart } from './TokensPart';
import { Trouble } from './Trouble';
import { useTitle } from './title';

const ROLES = { owner: 'Owner', admin: 'Administrator', teacher: 'Teacher', student: 'Student' };
/** As the server has it. */
const LEAST_PASSWORD = 8;

/** What somebody has here: how much of the host, a password, keys for programs, and the way out. */
export default function AccountPlace() {
  const { account, class: group } = useMe();
  useTitle('Account');
  const [passwords, setPasswords] = useState(0); // a new one ends all keys for programs
  // What is used changes with every run; it is asked for anew when somebody looks.
  useEffect(() => void askWho(peopleRest), []);
  if (!account) return null;
  return (
    <main className="place place-narrow">
      <h1>{account.name}</h1>
      <p className="quiet">{group ? `${ROLES[account.role]}, ${group.title}` : ROLES[account.role]}</p>
      <div className="account-parts">
        <UsePart />
        <PasswordPart
          has={account.has_password}
          student={account.role === 'student'}
          onSet={() => setPasswords(passwords + 1)}
        />
        <TokensPart key={passwords} />
        <DataPart id={account.id} name={account.name} student={account.role === 'student'} />
      </div>
    </main>
  );
}

function UsePart() {
  const { limits, used } = useMe();
  const amounts = amountsOf(limits, used);
  if (amounts.length === 0) return null;
  return (
    <section className="account-part" aria-labelledby="account-use">
      <h2 id="account-use">What you use</h2>
      <dl className="amounts">
        {amounts.map(({ title, text, share }) => (
          <div key={title} className="amount">
            <dt>{title}</dt>
            <dd className="number">{text}</dd>
            {share !== null && (
              <dd className="amount-bar" data-full={share >= 1 || undefined} aria-hidden>
                <div style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
}

function PasswordPart({ has, student, onSet }: { has: boolean; student: boolean; onSet: () => void }) {
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const { name = '' } = useMe().account ?? {};
  const [chosen, setChosen] = useState(name);
  const { busy, problem, go } = useDeed();
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setDone(false);
    const went = await go(async () =>
      knownAs(await peopleRest.setPassword(password, has ? { present } : { name: chosen })),
    );
    if (!went) return;
    setPresent('');
    setPassword('');
    setDone(true);
    onSet();
  }
  return (
    <section className="account-part" aria-labelledby="account-password">
      <h2 id="account-password">{has ? 'Change the password' : 'Set a password'}</h2>
      {!has && student && <p className="quiet">You then sign in with name and password instead of your resume code.</p>}
      <form onSubmit={(event) => void submit(event)}>
        {has ? (
          <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        ) : (
          <TextBox
            label="Name to sign in with"
            tells="Nobody else on this server may have it."
            isRequired
            autoComplete="username"
            maxLength={40}
            value={chosen}
            onChange={setChosen}
          />
        )}
        {has && (
          <TextBox
            label="Present password"
            type="password"
            isRequired
            autoComplete="current-password"
            value={present}
            onChange={setPresent}
          />
        )}
        <TextBox
          label="New password"
          tells={`At least ${LEAST_PASSWORD} characters.`}
          type="password"
          isRequired
          autoComplete="new-password"
          maxLength={200}
          value={password}
          onChange={setPassword}
        />
        <Trouble problem={problem} />
        <div className="account-deeds">
          <Button type="submit" className="button" isDisabled={busy || password.length < LEAST_PASSWORD}>
            {has ? 'Change it' : 'Set it'}
          </Button>
          <span role="status" className="account-said">
            {done
              ? 'The new password holds from now on. You are signed out elsewhere, and keys for programs have ended.'
              : ''}
          </span>
        </div>
      </form>
    </section>
  );
}

function DataPart({ id, name, student }: { id: string; name: string; student: boolean }) {
  const [asked, setAsked] = useState(false);
  async function remove(typed: string): Promise<void> {
    if (typed !== name)
      throw new ProblemError({ code: 'mistyped', detail: `That is not “${name}”.`, hint: 'Nothing is deleted.' });
    await peopleRest.deleteMe();
    forgetAll(id);
    window.location.assign('/');
  }
  return (
    <section className="account-part" aria-labelledby="account-data">
      <h2 id="account-data">Your data</h2>
      <p className="quiet">
        Everything that is kept about you: projects with all versions, runs, what they learned, uploads.
      </p>
      <div className="account-deeds">
        <a className="button" href={peopleRest.exportUrl} download>
          <Download size={16} aria-hidden /> Download it
        </a>
        <Button className="button button-final" onPress={() => setAsked(true)}>
          <Trash2 size={16} aria-hidden /> Delete it
        </Button>
      </div>
      {asked && (
        <AskDialog
          title="Delete your account"
          action="Delete everything"
          final
          text={{ label: `Type “${name}” to confirm`, now: '', most: 40 }}
          onDo={remove}
          onClose={() => setAsked(false)}
        >
          <p>
            Your projects, runs and uploads are deleted for good
            {student ? '' : ', and your classes with everything in them'}. Download them first if you may want them
            again.
          </p>
        </AskDialog>
      )}
    </section>
  );
}
