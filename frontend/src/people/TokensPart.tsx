import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { CopyText } from '@/panels/CopyText';
import { DialogFrame } from '@/panels/DialogFrame';
import { Segments } from '@/panels/Segments';
import type { MadeToken, Scope, TokenLine } from '@/protocol/people';
import { type Deed, useDeed } from './deed';
import { peopleRest } from './rest';
import { TextBox } from './TextBox';
import { Trouble } from './Trouble';

/** Keys with which programs of one's own ask the server. */
export function TokensPart() {
  const [tokens, setTokens] = useState<readonly TokenLine[] | null>(null);
  const [asked, setAsked] = useState(false);
  const deed = useDeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the place is entered
  useEffect(() => {
    void deed.go(async () => setTokens(await peopleRest.tokens()));
  }, []);
  const remove = (id: string): Promise<boolean> =>
    deed.go(async () => {
      await peopleRest.deleteToken(id);
      setTokens((now) => now?.filter((one) => one.id !== id) ?? null);
    });
  return (
    <section className="account-part" aria-labelledby="account-tokens">
      <h2 id="account-tokens">Keys for programs</h2>
      <p className="quiet">
        A program of yours presents a key to use the <a href="/docs">interface</a> as you:{' '}
        <code>Authorization: Bearer …</code>
      </p>
      {tokens && tokens.length > 0 && <Tokens tokens={tokens} onRemove={(id) => void remove(id)} />}
      <Trouble problem={deed.problem} />
      <div>
        <Button className="button" onPress={() => setAsked(true)}>
          New key
        </Button>
      </div>
      {asked && (
        <NewToken onMade={({ token }) => setTokens((now) => [token, ...(now ?? [])])} onClose={() => setAsked(false)} />
      )}
    </section>
  );
}

const dayOf = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

function Tokens({ tokens, onRemove }: { tokens: readonly TokenLine[]; onRemove: (id: string) => void }) {
  return (
    <ul className="tokens">
      {tokens.map(({ id, title, scopes, expires_at, used_at }) => (
        <li key={id}>
          <div>
            <b>{title}</b>
            <p className="small quiet">
              {scopes.includes('write') ? 'Reads and writes' : 'Reads only'}, until {dayOf(expires_at)},{' '}
              {used_at ? `last used ${dayOf(used_at)}` : 'never used'}
            </p>
          </div>
          <Button className="button" aria-label={`Delete the key ${title}`} onPress={() => onRemove(id)}>
            Delete
          </Button>
        </li>
      ))}
    </ul>
  );
}

const SCOPES = [
  ['read', 'Reads'],
  ['write', 'Reads and writes'],
] as const;
const DAYS = [
  ['7', 'A week'],
  ['30', 'A month'],
  ['366', 'A year'],
] as const;

function NewToken({ onMade, onClose }: { onMade: (made: MadeToken) => void; onClose: () => void }) {
  const [made, setMade] = useState<MadeToken | null>(null);
  const deed = useDeed();
  return (
    <DialogFrame title={made ? made.token.title : 'New key'} onClose={onClose}>
      {made ? (
        <>
          <p>This is the key. It is shown only now: keep it where your program finds it.</p>
          <CopyText text={made.secret} label="Copy" />
          <div className="ask-go">
            <Button className="button button-main" onPress={onClose}>
              I have kept it
            </Button>
          </div>
        </>
      ) : (
        <TokenForm
          deed={deed}
          onDo={async (title, scopes, days) => {
            const token = await peopleRest.makeToken(title, scopes, days);
            setMade(token);
            onMade(token);
          }}
        />
      )}
    </DialogFrame>
  );
}

interface FormProps {
  deed: Deed;
  onDo: (title: string, scopes: readonly Scope[], days: number) => Promise<void>;
}

function TokenForm({ deed: { busy, problem, go }, onDo }: FormProps) {
  const [title, setTitle] = useState('');
  const [scope, setScope] = useState<Scope>('write');
  const [days, setDays] = useState<(typeof DAYS)[number][0]>('30');
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        void go(() => onDo(title.trim(), scope === 'write' ? ['read', 'write'] : ['read'], Number(days)));
      }}
    >
      <TextBox label="What it is for" autoFocus isRequired maxLength={120} value={title} onChange={setTitle} />
      <div className="token-choice">
        <span aria-hidden>What it may do</span>
        <Segments label="What it may do" value={scope} options={SCOPES} onChange={setScope} />
      </div>
      <div className="token-choice">
        <span aria-hidden>How long it holds</span>
        <Segments label="How long it holds" value={days} options={DAYS} onChange={setDays} />
      </div>
      <Trouble problem={problem} />
      <div className="ask-go">
        <Button type="submit" className="button button-main" isDisabled={busy || title.trim() === ''}>
          Make it
        </Button>
      </div>
    </form>
  );
}
