import '@/styles/people.css';
import { useMe } from '@/state/who';
import { useTitle } from './title';

/** What somebody has here. */
export default function AccountPlace() {
  const { account } = useMe();
  useTitle('Account');
  return (
    <main className="place">
      <h1>{account?.name}</h1>
    </main>
  );
}
