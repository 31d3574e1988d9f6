import { scan } from './axe';
import { expect, test } from './glass';

const rows = Array.from({ length: 90 }, (_, at) => {
  const kind = ['small', 'middle', 'large'][at % 3];
  const size = (at % 3) * 4 + (at % 7) / 7;
  return `${String(size.toFixed(2)).replace('.', ',')};${String((at % 5) / 5).replace('.', ',')};${kind};${at}`;
});
const TABLE = ['length;width;kind;number', ...rows].join('\n');
const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a table is brought, set up, learned, and its rows looked at', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('radiogroup', { name: 'What the data are' }).getByText('Tables').click();
  await page.getByRole('button', { name: 'Your own table' }).click();
  const dialog = page.getByRole('dialog');
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(csv('bad.csv', `${TABLE}\n1,5;?;small;n.a.\n`));
  await dialog.getByRole('button', { name: 'Upload' }).click();
  // What is wrong is told with its row and column, and mended with one button.
  await expect(dialog.getByRole('alert')).toContainText(/Row 92, column 4 .*number.* holds 'n.a.'/);
  expect(await scan(page, '[role="dialog"]')).toEqual([]);
  await dialog.getByRole('button', { name: 'Count such cells as missing' }).click();
  await expect(dialog.getByRole('list', { name: 'What was changed or left out' })).toContainText('row 92');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Your own table' }).click();
  const again = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await again).setFiles(csv('sizes.csv', TABLE));
  await dialog.getByRole('button', { name: 'Upload' }).click();
  // Semicolons and decimal commas were found out, and the column of numbers counts the rows only.
  await expect(dialog.getByRole('button', { name: /Columns are parted by/ })).toContainText('Semicolon');
  await expect(dialog.getByRole('button', { name: /Decimal mark/ })).toContainText('Comma');
  await expect(dialog.getByLabel('What number is used for')).toHaveValue('out');
  await dialog.getByLabel('What kind is used for').selectOption('target');
  await expect(dialog.getByRole('status')).toHaveText(/2 columns in. Rows: 54 train, 18 validate, 18 test./);
  await expect(dialog.getByRole('list', { name: 'Rows of each class' })).toContainText('middle');
  expect(await scan(page, '[role="dialog"]')).toEqual([]);
  await dialog.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByRole('treeitem', { name: /Feature length/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Legend: classes' })).toContainText('small', { timeout: 60_000 });

  await page.getByRole('button', { name: /^Play/ }).click();
  await page.getByRole('radiogroup', { name: 'Output shown' }).getByText('Scores').click();
  const own = page.getByRole('button', { name: /^large taken for large: [1-9]/ });
  await expect(own).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Pause/ }).click();
  await own.click();
  await expect(page.getByRole('button', { name: 'large taken for large: show all again' })).toBeVisible();
  await page
    .getByRole('button', { name: /^Show row \d+ in the picture/ })
    .first()
    .click();
  await expect(page.getByRole('radio', { name: 'Surface' })).toBeChecked();
});
