import { scan } from './axe';
import { expect, PATIENCE, test } from './glass';

const NET = '#data=circles&n=60&net=4.relu.drop0.5&out=sigmoid&opt=adam&lr=0.03&loss=binary_cross_entropy&batch=5';

test('points of one’s own are drawn while the network trains, judged, and found again in the plane', async ({
  glass,
  page,
}) => {
  await glass.open(NET);
  await glass.play();
  const first = glass.id();
  const points = async () => {
    const { data } = (await glass.record()).spec;
    return 'points' in data && Array.isArray(data.points) ? data.points.length : 0;
  };

  // The first stroke makes the set one's own and keeps what is there; the next run has learned already, and trains on.
  await glass.button('Draw points').click();
  const plane = page.getByRole('application', { name: 'Plane to draw points on' });
  await expect(plane).toBeFocused();
  await expect(page.getByText(/^60 points\./)).toBeVisible(PATIENCE);
  const box = await plane.boundingBox();
  if (!box) throw new Error('there is a plane');
  await page.mouse.move(box.x + 60, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 60, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect.poll(points, PATIENCE).toBeGreaterThan(70);
  const drawn = await points();
  expect(glass.id()).not.toBe(first);
  await expect.poll(glass.status, PATIENCE).toBe('running');

  // By keyboard: the cursor, another class, a point set and erased, each said; undo is that of everything else.
  await plane.press('2');
  await plane.press('Shift+ArrowUp');
  await plane.press('Enter');
  await expect(plane.getByRole('status')).toHaveText(`1 point set, ${drawn + 1} points in all.`);
  await plane.press('Shift+ArrowRight');
  await plane.press('e');
  await expect(glass.button('Eraser')).toHaveAttribute('aria-pressed', 'true');
  expect(await scan(page)).toEqual([]);

  // An empty plane says what to do, and undo fills it again.
  await glass.button('Clear all points').click();
  await expect(page.getByText(/No points yet: click/)).toBeVisible();
  await expect(glass.banner(/There are no points yet\. Draw some/)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect.poll(points, PATIENCE).toBe(drawn + 1);
  await glass.button('Done').click();
  await expect(glass.button('Draw points')).toBeFocused();
  await glass.pause();

  // A cell of the confusion matrix, then a bar: their points in the plane.
  const tabs = page.getByRole('radiogroup', { name: 'Output shown' });
  await tabs.getByText('Scores').click();
  await page
    .getByRole('button', { name: /^(orange|blue) taken for (orange|blue): [1-9]/ })
    .first()
    .click();
  await expect(page.getByText(/^[1-9]\d* marked: /)).toBeVisible();
  await glass.button('List the points that are marked').click();
  const bar = page.getByRole('button', { name: /^Show point \d+ in the picture/ }).first();
  await expect(bar).toBeVisible();
  expect(await scan(page)).toEqual([]);
  await bar.click();
  await expect(page.getByText(/^Validation sample \d+ at/)).toBeVisible();

  // Its numbers stand at the units of the canvas too, and a sample step crosses out the dropped ones.
  await page.getByText('Canvas', { exact: true }).click();
  await expect(page.locator('.unit-cell[data-cell="h1 0"] .unit-tag')).toHaveAttribute('data-value', /\d/);
  await glass.button(/^By (sample|batch|epoch)$/).click();
  await page.getByRole('menuitemradio', { name: 'One sample' }).click();
  await expect(async () => {
    await glass.button('Step').click();
    await expect(page.locator('.unit-cell[data-dropped]').first()).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
});
