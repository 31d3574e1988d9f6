import type { Template } from '../../frontend/src/protocol/names';
import { pictureOf } from './pixels';
import { expect, PATIENCE, test } from './school';

test('what is shared by a link is seen by strangers, copied by others, and stands in other pages', async ({
  lesson,
}) => {
  const [ada, bob, stranger] = [await lesson.student('Ada'), await lesson.student('Bob'), await lesson.stranger()];
  await ada.startProject();
  await ada.glass.set('Batch size', 7);
  await ada.untilKept({ training: { batch_size: 7 } });
  const share = async (what: string, mode: string) => {
    await ada.page.getByRole('button', { name: 'Share' }).click();
    await ada.page.getByRole('radio', { name: what }).check({ force: true });
    await ada.page.getByRole('radio', { name: mode, exact: true }).check({ force: true });
    await ada.page.getByRole('button', { name: 'Make the link' }).click();
    const link = await ada.page.getByRole('textbox', { name: 'Copy the link' }).inputValue();
    await ada.page.getByRole('button', { name: 'Close', exact: true }).click();
    return link;
  };
  await ada.glass.play();
  const look = await share('The run, live', 'Look');
  await stranger.page.goto(look);
  await stranger.glass.untilDrawn();
  expect(stranger.glass.id()).toBe(ada.glass.id());
  await expect(stranger.glass.field('Batch size')).toHaveValue('7');
  await expect(stranger.glass.field('Batch size')).toBeDisabled();
  const shown = await stranger.glass.unitPictures();
  await expect.poll(stranger.glass.unitPictures, PATIENCE).not.toEqual(shown);

  await bob.page.goto(await share('The project', 'Copy'));
  await bob.glass.untilDrawn();
  await bob.page.getByRole('button', { name: 'Make a copy' }).click();
  await bob.page.waitForURL('**/p/*');
  await bob.glass.untilDrawn();
  await bob.glass.set('Batch size', 9);
  await bob.untilKept({ training: { batch_size: 9 } });
  await ada.untilKept({ training: { batch_size: 7 } });

  const embed = await share('The run, live', 'Embed');
  await stranger.page.goto(await lesson.elsewhere(`<h1>My blog</h1><iframe src="${embed}" width="1100" height="640">`));
  const frame = stranger.page.frameLocator('iframe');
  await expect
    .poll(async () => (await pictureOf(frame.locator('[data-unit="out 0"] canvas'))).colours, PATIENCE)
    .toBeGreaterThan(1);
  await expect(frame.getByRole('button', { name: 'Templates' })).toHaveCount(0);

  // A link that was closed leads nowhere, and whoever watched is cut off.
  await stranger.page.goto(look);
  await stranger.glass.untilDrawn();
  await ada.page.getByRole('button', { name: 'Share' }).click();
  const closing = ada.page.getByRole('button', { name: /^Close the link/ });
  for (const left of [3, 2, 1]) {
    await expect(closing).toHaveCount(left);
    await closing.first().click();
  }
  await expect(closing).toHaveCount(0);
  await expect(stranger.glass.banner('This is no longer shared.')).toBeVisible();
  await stranger.page.reload();
  await expect(stranger.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(stranger.page.locator('.unit canvas')).toHaveCount(0);
});

test('what is locked on a network on images can be looked at and not changed', async ({ lesson }) => {
  const [ada, bob] = [await lesson.student('Ada'), await lesson.student('Bob')];
  const templates: Template[] = await (await ada.context.request.get('/api/v1/templates')).json();
  const { spec } = templates.find(({ id }) => id === 'unet') ?? {};
  const { id } = await (await ada.post('/projects', { title: 'Hearts', document: { spec, drawing: null } })).json();
  const shared = { project: id, mode: 'fork', locked: ['network'], hidden: ['data'] };
  const { url } = await (await ada.post('/shares', shared)).json();
  await bob.page.goto(url);
  await expect(bob.page.getByRole('heading', { name: 'Data' })).toHaveCount(0);
  await expect(bob.page.getByRole('slider', { name: 'What skip1 lets through' })).toBeDisabled(PATIENCE);
  await expect(bob.page.getByRole('button', { name: 'Cut at skip1' })).toBeDisabled();
  await expect(bob.page.getByRole('button', { name: 'Build it with other options' })).toHaveCount(0);
  await expect(bob.page.getByRole('button', { name: 'Add Conv 2-D' })).not.toBeVisible();
  const layers = bob.page.locator('.react-flow__node-layer');
  const before = await layers.count();
  await layers.nth(3).click({ position: { x: 12, y: 8 } });
  await bob.page.keyboard.press('Delete');
  await expect(bob.glass.banner('The network is locked by Ada')).toBeVisible();
  await expect(layers).toHaveCount(before);
  await expect(bob.glass.field('Batch size')).toBeEnabled();
});
