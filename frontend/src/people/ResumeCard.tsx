import { Check, Copy, Printer, Ticket } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Joined } from '@/protocol/people';
import { go } from '@/state/place';
import { show } from '@/state/screen';

/** The code with which a guest comes back, shown this once: to copy, print or write down. */
export function ResumeCard({ joined }: { joined: Joined }) {
  const { me, resume_code } = joined;
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(resume_code);
      setCopied(true);
    } catch {
      setCopied(false);
      show({ message: 'The code could not be copied; select it and copy it by hand.' });
    }
  }
  return (
    <main className="place door">
      <div className="door-head no-print">
        <h1>Welcome, {me.account?.name}</h1>
        <p>This is your resume code. With it you find your projects again, on any computer.</p>
      </div>
      <section className="ticket" aria-label="Resume code">
        <p className="ticket-class">
          <Ticket size={18} aria-hidden /> {me.class?.title}
        </p>
        <p className="ticket-code">
          <code>{resume_code}</code>
        </p>
        <dl className="ticket-facts">
          <div>
            <dt>Name</dt>
            <dd>{me.account?.name}</dd>
          </div>
          <div>
            <dt>Come back at</dt>
            <dd>{window.location.host}</dd>
          </div>
        </dl>
        <div className="ticket-deeds no-print">
          <Button className="button" onPress={() => void copy()}>
            {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
            {copied ? 'Copied' : 'Copy'}
          </Button>
          <Button className="button" onPress={() => window.print()}>
            <Printer size={16} aria-hidden /> Print
          </Button>
        </div>
        <span role="status" className="hidden-visually">
          {copied ? 'Code copied' : ''}
        </span>
      </section>
      <p className="ticket-once no-print">
        It is shown only now. Whoever has it can enter as you, so keep it to yourself. You can set a password later,
        under Account.
      </p>
      <Button className="play wide door-on no-print" onPress={() => go('/')}>
        I have kept it, go on
      </Button>
    </main>
  );
}
