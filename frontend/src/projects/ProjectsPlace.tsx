import { useTitle } from '@/people/title';

/** One's projects. */
export default function ProjectsPlace() {
  useTitle('Projects');
  return (
    <main className="place">
      <h1>Projects</h1>
    </main>
  );
}
