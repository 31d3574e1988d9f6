import { expect, PATIENCE, TEACHER, test } from './school';

test('a class joins, gets a project, trains it, and is seen by its teacher', async ({ lesson }) => {
  const teacher = await lesson.stranger();
  await teacher.page.goto('/');
  await teacher.page.getByLabel('Name').fill(TEACHER.name);
  await teacher.page.getByLabel('Password').fill(TEACHER.password);
  await teacher.page.getByRole('button', { name: 'Sign in' }).click();
  await teacher.page.getByRole('link', { name: 'Classes' }).click();
  await teacher.page.getByRole('button', { name: 'New class' }).click();
  await teacher.page.getByLabel(/^Name/).fill('Rings 9b');
  await teacher.page.getByRole('button', { name: 'Make the class' }).click();
  const link = await teacher.page.getByRole('textbox', { name: 'Copy the link' }).inputValue();
  const code = link.split('/').at(-1) ?? '';
  await expect(teacher.page.locator('.join-code')).toHaveText(code);
  const classAddress = teacher.page.url();

  // Ada scans the link, Bob and Cleo type the code.
  const [ada, bob, cleo] = [await lesson.stranger(), await lesson.stranger(), await lesson.stranger()];
  for (const [person, nickname] of [
    [ada, 'Ada'],
    [bob, 'Bob'],
    [cleo, 'Cleo'],
  ] as const) {
    if (person === ada) await person.page.goto(link);
    else {
      await person.page.goto('/join');
      await person.page.getByLabel('Class code').fill(code.toUpperCase());
      await person.page.getByRole('button', { name: 'Go on', exact: true }).click();
    }
    await expect(person.page.getByRole('heading', { name: 'Rings 9b' })).toBeVisible();
    await person.page.getByLabel('Nickname').fill(nickname);
    await person.page.getByRole('button', { name: 'Join' }).click();
    person.resumeCode = await person.page.locator('.ticket-code').innerText();
    await person.page.getByRole('button', { name: 'I have kept it, go on' }).click();
    await expect(person.page.getByRole('heading', { name: 'No project yet' })).toBeVisible();
  }
  await expect(teacher.page.getByText('3 students', { exact: false })).toBeVisible();

  // The teacher makes a project and hands it out.
  await teacher.startProject();
  await teacher.glass.dataSet('Spiral').click({ force: true });
  await teacher.glass.set('Batch size', 20);
  await teacher.page.getByRole('button', { name: 'Rename Untitled' }).click();
  await teacher.page.getByRole('textbox', { name: 'Name' }).fill('Find the rings');
  await teacher.page.getByRole('button', { name: 'Rename', exact: true }).click();
  await teacher.untilKept({ data: { kind: 'spiral' }, training: { batch_size: 20 } });
  await teacher.page.goto(classAddress);
  await teacher.page.getByRole('button', { name: 'Hand out a project' }).click();
  await teacher.page.getByRole('radio', { name: 'Find the rings' }).check({ force: true });
  await teacher.page.getByRole('button', { name: 'Hand out', exact: true }).click();
  await expect(teacher.page.getByText('is handed out: 3 copies made.')).toBeVisible();

  // Everybody has a copy of their own; Cleo finds hers at another computer, by her resume code.
  const elsewhere = await lesson.stranger();
  await elsewhere.page.goto('/');
  await elsewhere.page.getByLabel('Resume code').fill(cleo.resumeCode);
  await elsewhere.page.getByRole('button', { name: 'Go on as before' }).click();
  await expect(elsewhere.page.getByRole('link', { name: 'Find the rings' })).toBeVisible();
  for (const person of [ada, bob, elsewhere]) {
    await person.openProject('Find the rings');
    expect((await person.glass.record()).spec.data.kind).toBe('spiral');
    expect((await person.glass.record()).spec.training.batch_size).toBe(20);
    await person.glass.play();
  }
  expect(new Set([ada, bob, elsewhere].map(({ glass }) => glass.id())).size).toBe(3);

  // The teacher sees status and loss of each, live.
  const row = (name: string) => teacher.page.locator('tr.member').filter({ hasText: name });
  for (const name of ['Ada', 'Bob', 'Cleo']) {
    await expect(row(name)).toContainText('Training', PATIENCE);
    await expect(row(name)).toContainText('here');
    await expect(row(name)).toContainText('Find the rings');
    const epoch = async () => Number((await row(name).getByRole('cell').nth(2).innerText()).replace(/\D/g, ''));
    const before = await epoch();
    await expect.poll(epoch, PATIENCE).toBeGreaterThan(before);
    await expect(row(name).locator('.loss-number')).toHaveText(/^0?\.?\d/);
  }

  // She opens Ada's run: what Ada sees, and nothing to change.
  await row('Ada').getByRole('link', { name: 'Find the rings' }).click();
  await teacher.glass.untilDrawn();
  expect(teacher.glass.id()).toBe(ada.glass.id());
  await expect(teacher.glass.button('Pause')).toBeDisabled();
  await expect(teacher.glass.field('Batch size')).toBeDisabled();
  const shown = await teacher.glass.unitPictures();
  await expect.poll(teacher.glass.unitPictures, PATIENCE).not.toEqual(shown);
  await ada.glass.pause();
  expect(await ada.glass.status()).toBe('paused');
  await expect(teacher.glass.button('Play')).toBeDisabled();

  // She sees whose it is, goes on to what Ada trains next, and back to the class.
  await expect(teacher.page.getByRole('heading', { name: 'Ada: Find the rings' })).toBeVisible();
  await ada.glass.set('Batch size', 50);
  await ada.glass.play();
  await teacher.glass.banner('Ada trains another run.').getByRole('button', { name: 'Watch it' }).click(PATIENCE);
  await expect(teacher.glass.field('Batch size')).toHaveValue('50');
  expect(teacher.glass.id()).toBe(ada.glass.id());
  await teacher.page.getByRole('link', { name: 'Rings 9b' }).click();
  await expect(teacher.page.getByRole('heading', { name: 'Rings 9b' })).toBeVisible();
});

test('two tabs that edit one project are brought together, and nothing of either is lost', async ({ lesson }) => {
  const ada = await lesson.student('Ada');
  await ada.startProject();
  await ada.saved();
  const other = await lesson.tab(ada);
  await other.page.goto(ada.page.url());
  await other.glass.untilDrawn();

  // Both change the batch size, one of them also the learning rate, the other the L2 penalty.
  const save = await other.holding('**/api/v1/projects/*');
  await other.glass.set('L2', 0.01);
  await other.glass.set('Batch size', 6);
  await ada.glass.set('Learning rate', 0.07);
  await ada.glass.set('Batch size', 5);
  const first = { training: { batch_size: 5, l2: 0, optimiser: { learning_rate: 0.07 } } };
  await ada.untilKept(first);
  save();
  const asked = other.page.getByRole('dialog', { name: 'This project was changed elsewhere' });
  await expect(asked).toContainText('Batch size', PATIENCE);
  await ada.untilKept(first);
  await asked.getByRole('radiogroup', { name: 'Batch size' }).getByText('There').click();
  await asked.getByRole('button', { name: 'Merge' }).click();
  await ada.untilKept({ training: { batch_size: 5, l2: 0.01, optimiser: { learning_rate: 0.07 } } });
  await other.saved();
  await expect(other.glass.field('Learning rate')).toHaveValue('0.07');

  // The first tab, in which nothing waits to be saved, is brought up to date by itself.
  await expect(ada.glass.field('L2')).toHaveValue('0.01', PATIENCE);
  await expect(ada.glass.banner('Changed in another tab')).toBeVisible();
  await ada.saved();
});

test('a server that is killed comes back with all runs and edits', async ({ lesson }) => {
  const [ada, bob] = [await lesson.student('Ada'), await lesson.student('Bob')];
  for (const person of [ada, bob]) {
    await person.startProject();
    await person.saved();
    await person.glass.play();
  }
  await ada.glass.set('Learning rate', 0.05);
  await ada.untilKept({ training: { optimiser: { learning_rate: 0.05 } } });
  const [mine, theirs] = [ada.glass.id(), bob.glass.id()];
  const kept = async (): Promise<number> => {
    const lines: { step: number }[] = await (await ada.context.request.get(`/api/v1/runs/${mine}/checkpoints`)).json();
    return Math.max(...lines.map(({ step }) => step));
  };
  await expect.poll(kept, PATIENCE).toBeGreaterThan(0);
  const before = await kept();
  await lesson.server.kill();
  for (const { glass } of [ada, bob]) await expect(glass.banner(/^(Reconnecting|Offline)\./)).toBeVisible(PATIENCE);
  await bob.glass.set('Batch size', 7);
  await expect(bob.page.locator('.saving-mark')).toContainText('Not saved yet', PATIENCE);
  await lesson.server.start();
  for (const { glass } of [ada, bob]) {
    await expect(glass.banner(/^(Reconnecting|Offline)\./)).toHaveCount(0, PATIENCE);
  }
  await bob.saved();
  await ada.untilKept({ training: { optimiser: { learning_rate: 0.05 } } });
  await bob.untilKept({ training: { batch_size: 7 } });

  // Ada's run goes on by itself, where it was; nobody has two of one.
  expect(ada.glass.id()).toBe(mine);
  const { step } = await ada.glass.record();
  expect(step).toBeGreaterThanOrEqual(before);
  await expect.poll(ada.glass.step, PATIENCE).toBeGreaterThan(step);
  const runs = await (await ada.context.request.get('/api/v1/runs')).json();
  expect(runs.items.map(({ id }: { id: string }) => id)).toEqual([mine]);
  const others = await (await bob.context.request.get('/api/v1/runs')).json();
  expect(others.items.map(({ id }: { id: string }) => id)).toContain(theirs);
});

test('a student who is removed is out at once, and whoever wants takes everything along and is gone', async ({
  lesson,
}) => {
  const [{ page }, bob, cleo] = [lesson.teacher, await lesson.student('Bob'), await lesson.student('Cleo')];
  await bob.startProject();
  await page.goto(`/class/${lesson.view.id}`);
  await page.getByRole('button', { name: 'Bob: projects and runs' }).click();
  await page.getByRole('button', { name: 'Remove Bob' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Bob' }).click();
  await expect(bob.glass.banner('You are signed out.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Bob: projects and runs' })).toHaveCount(0);
  expect((await bob.context.request.get('/api/v1/projects')).status()).toBe(401);
  await bob.glass.banner('You are signed out.').getByRole('button', { name: 'Sign in' }).first().click();
  await bob.page.getByLabel('Resume code').fill(bob.resumeCode);
  await bob.page.getByRole('button', { name: 'Go on as before' }).click();
  await expect(bob.page.getByRole('alert')).toBeVisible();

  // Cleo takes hers along and deletes it.
  await cleo.page.goto('/account');
  const download = cleo.page.waitForEvent('download');
  await cleo.page.getByRole('link', { name: 'Download it' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.zip$/);
  await cleo.page.getByRole('button', { name: 'Delete it' }).click();
  await cleo.page.getByRole('textbox', { name: /^Type/ }).fill('Bob');
  await cleo.page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(cleo.page.getByRole('alert')).toContainText('That is not “Cleo”. Nothing is deleted.');
  await cleo.page.getByRole('textbox', { name: /^Type/ }).fill('Cleo');
  await cleo.page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(cleo.page.getByLabel('Class code')).toBeVisible();
  expect((await cleo.context.request.get('/api/v1/projects')).status()).toBe(401);
  await expect(page.getByRole('button', { name: 'Cleo: projects and runs' })).toHaveCount(0, PATIENCE);

  // The teacher deletes the class.
  await page.getByRole('button', { name: 'Class', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete the class' }).click();
  await expect(page.getByRole('heading', { name: 'Classes' })).toBeVisible();
  expect((await lesson.teacher.context.request.get(`/api/v1/classes/${lesson.view.id}`)).status()).toBe(404);
});
