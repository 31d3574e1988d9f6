import { expect, Glass, PATIENCE, test } from './glass';

const INVITED = '#data=moons&noise=0.3&features=x,y,xy&net=5.relu,3.gelu&opt=adam&lr=0.004&loss=mse&l2=0.01&seed=7';

test('a reload finds the run again, still in training', async ({ glass, page }) => {
  await glass.open();
  await glass.play();
  const id = glass.id();
  await page.reload();
  await expect(glass.button('Pause')).toBeVisible(PATIENCE);
  expect(glass.id()).toBe(id);
  const { status, step } = await glass.record(id);
  expect(status).toBe('running');
  await expect.poll(glass.step).toBeGreaterThan(step);
  await glass.untilDrawn();
  await expect(glass.number('Loss')).toHaveText(/\d/);
});

test('a run lives on when its page is closed', async ({ glass, page }) => {
  await glass.open();
  await glass.play();
  const id = glass.id();
  await page.close();
  const { step } = await glass.record(id);
  await expect.poll(async () => (await glass.record(id)).step).toBeGreaterThan(step);
  expect((await glass.record(id)).status).toBe('running');
});

test('a shared link holds the whole set-up', async ({ glass, page, browser, context, request }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await glass.open(INVITED);
  await glass.button('Share').click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const { id, spec } = await glass.record();
  expect(spec.data).toMatchObject({ kind: 'moons', noise: 0.3, features: ['x', 'y', 'xy'] });
  expect(spec.training).toMatchObject({ optimiser: { kind: 'adam', learning_rate: 0.004 }, l2: 0.01, seed: 7 });

  const elsewhere = await browser.newContext();
  const other = new Glass(await elsewhere.newPage(), request);
  await other.open(link.hash);
  const theirs = await other.record();
  expect(theirs.id).not.toBe(id);
  expect(theirs.spec).toEqual(spec);
  await elsewhere.close();
});

test('what cannot be read in a link is said, and the default stands in', async ({ glass, page }) => {
  await glass.open('#data=nonsense&lr=much&%3Cscript%3E&&==');
  await expect(glass.banner('could not be read')).toContainText('data');
  const { data, training } = (await glass.record()).spec;
  expect([data.kind, training.optimiser.learning_rate]).toEqual(['circles', 0.03]);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(glass.banner('could not be read')).toHaveCount(0);
});
