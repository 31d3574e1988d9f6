import type { ClassView, Member } from '@/protocol/classroom';
import { createClassesRest } from '@/transport/classes';

/** The student whose work a teacher looks at, and the class to go back to. */
export interface Whose {
  nickname: string;
  group: Pick<ClassView, 'id' | 'title'>;
  projects: Member['projects'];
}

/** Who of a class has this account; null where that is not to be found out. */
export async function whoseIs(
  account: string,
  group: string,
  rest: Pick<ReturnType<typeof createClassesRest>, 'one' | 'members'> = createClassesRest(),
): Promise<Whose | null> {
  try {
    const [{ id, title }, members] = await Promise.all([rest.one(group), rest.members(group)]);
    const found = members.find((member) => member.account === account);
    return found ? { nickname: found.nickname, group: { id, title }, projects: found.projects } : null;
  } catch {
    return null;
  }
}
