import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type APIResponse, type Browser, type BrowserContext, test as base, type Page } from '@playwright/test';
import type { ClassView } from '../../frontend/src/protocol/classroom';
import type { Joined } from '../../frontend/src/protocol/people';
import type { Project } from '../../frontend/src/protocol/projects';
import { expect, Glass, PATIENCE, watchFor } from './glass';
import { OwnServer } from './server';

const TEACHER = { name: 'Ms Frizzle', password: 'seatbelts, everyone' };

/** Somebody at a browser of their own: what is on their page, and the API as they may use it. */
export class Person {
  readonly glass: Glass;
  readonly troubles: string[];
  /** With which a student comes back. */
  resumeCode = '';

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly origin: string,
  ) {
    this.glass = new Glass(page, context.request, origin);
    this.troubles = watchFor(page);
  }

  static async at(browser: Browser, origin: string): Promise<Person> {
    const context = await browser.newContext({ baseURL: origin });
    return new Person(context, await context.newPage(), origin);
  }

  post = async (path: string, data: object): Promise<APIResponse> => {
    const answer = await this.context.request.post(`/api/v1${path}`, { data });
    expect(answer.ok(), `POST ${path}: ${await answer.text()}`).toBe(true);
    return answer;
  };

  /** Opens one of their projects from the list, and waits until it is drawn. */
  async openProject(title: string): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('link', { name: title }).click();
    await this.glass.untilDrawn();
  }

  /** Starts a project from the list of none. */
  async startProject(): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('button', { name: 'Start a project' }).click();
    await this.glass.untilDrawn();
  }

  saved = (): Promise<void> => expect(this.page.locator('.saving-mark')).toHaveText(/^\s*Saved/, PATIENCE);

  /** Holds back what the page asks for, until the answer is called. */
  async holding(address: string): Promise<() => void> {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await this.page.route(address, async (route) => {
      await held;
      await route.continue();
    });
    return release;
  }

  /** What the server has of the project on the page. */
  async kept(): Promise<Project['document']['spec']> {
    const id = new URL(this.page.url()).pathname.split('/').at(-1);
    const project: Project = await (await this.context.request.get(`/api/v1/projects/${id}`)).json();
    return project.document.spec;
  }

  /** Waits until the server has it so. */
  untilKept = (spec: Record<string, unknown>): Promise<void> =>
    expect.poll(() => this.kept(), PATIENCE).toMatchObject(spec);
}

/** A class on a server of its own. */
export class Lesson {
  readonly people: Person[] = [];
  private readonly sites: Server[] = [];

  constructor(
    readonly browser: Browser,
    readonly server: OwnServer,
    readonly teacher: Person,
    readonly view: ClassView,
    readonly code: string,
  ) {}

  /** Somebody whom nobody knows. */
  async stranger(): Promise<Person> {
    const person = await Person.at(this.browser, this.server.origin);
    this.people.push(person);
    return person;
  }

  /** The address of a page at another site, with this in it. */
  async elsewhere(html: string): Promise<string> {
    const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
    this.sites.push(site.listen(0, '127.0.0.1'));
    await once(site, 'listening');
    const address = site.address();
    return `http://localhost:${typeof address === 'object' ? address?.port : 0}/`;
  }

  async end(): Promise<void> {
    for (const { context } of this.people) await context.close();
    for (const site of this.sites) site.close();
  }

  /** Another tab of somebody's browser. */
  async tab({ context, origin }: Person): Promise<Person> {
    const tab = new Person(context, await context.newPage(), origin);
    this.people.push(tab);
    return tab;
  }

  /** A student who has joined. */
  async student(nickname: string): Promise<Person> {
    const person = await this.stranger();
    const joined: Joined = await (await person.post('/join', { code: this.code, nickname })).json();
    person.resumeCode = joined.resume_code;
    return person;
  }
}

/** A browser itself tells of refusals and lost connections, which some of these tests are about; and of other sites. */
const isUnexpected = (line: string): boolean =>
  !/^(console: (Failed to load resource|WebSocket)|http:\/\/localhost:)/.test(line);

/** One server for all tests of a file, and a class for each of them. */
export const test = base.extend<{ lesson: Lesson }, { hosted: OwnServer }>({
  hosted: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const server = await OwnServer.start({ hosted: true });
      await server.addTeacher(TEACHER.name, TEACHER.password);
      await use(server);
      await server.end();
    },
    { scope: 'worker' },
  ],
  lesson: async ({ browser, hosted }, use) => {
    const teacher = await Person.at(browser, hosted.origin);
    await teacher.post('/session', TEACHER);
    const view: ClassView = await (await teacher.post('/classes', { title: 'Nets 9b' })).json();
    const { code } = await (await teacher.post(`/classes/${view.id}/code`, {})).json();
    const lesson = new Lesson(browser, hosted, teacher, view, code);
    lesson.people.push(teacher);
    await use(lesson);
    await lesson.end();
    expect(lesson.people.flatMap(({ troubles }) => troubles).filter(isUnexpected)).toEqual([]);
    const fresh = await Person.at(browser, hosted.origin);
    await fresh.post('/session', TEACHER);
    await fresh.context.request.delete(`/api/v1/classes/${view.id}`);
    await fresh.context.close();
  },
});

export { expect, PATIENCE, TEACHER };
