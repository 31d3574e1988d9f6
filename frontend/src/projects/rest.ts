import { createProjectsRest } from '@/transport/projects';

/** The projects of this page's server. */
export const projectsRest = createProjectsRest();
