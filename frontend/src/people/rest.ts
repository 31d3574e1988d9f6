import { createPeopleRest } from '@/transport/people';

/** The people of this page's server. */
export const peopleRest = createPeopleRest();
