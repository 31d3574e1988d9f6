// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { taken } from '@/app/keys';

/** Whether the key belongs to the first element of the page that stands in `html` with the mark `here`. */
function takenIn(html: string, key: string, more: KeyboardEventInit = {}): boolean {
  document.body.innerHTML = html;
  let answer = false;
  const listen = (event: KeyboardEvent): void => {
    answer = taken(event);
  };
  window.addEventListener('keydown', listen);
  document.querySelector('[here]')?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  window.removeEventListener('keydown', listen);
  return answer;
}

afterEach(() => {
  document.body.innerHTML = '';
});

const box = (value: string, attributes: string) => `<input here role="spinbutton" value="${value}" ${attributes}>`;
const ctrl = { ctrlKey: true };

describe('taken', () => {
  it('leaves text to what is typed in', () => {
    expect(takenIn('<input here>', 'r')).toBe(true);
    expect(takenIn('<input here>', 'z', ctrl)).toBe(true);
    expect(takenIn('<textarea here></textarea>', ' ')).toBe(true);
    expect(takenIn('<div role="dialog"><button here></button></div>', 'r')).toBe(true);
    expect(takenIn('<div role="listbox"><div here></div></div>', 'd')).toBe(true);
  });

  it('acts while a data set or a switch has the focus', () => {
    const radio = '<div role="radiogroup"><label><input here type="radio" checked></label></div>';
    expect(takenIn(radio, ' ')).toBe(false);
    expect(takenIn(radio, 'r')).toBe(false);
    expect(takenIn(radio, 'z', ctrl)).toBe(false);
    expect(takenIn(radio, 'ArrowRight')).toBe(true);
    expect(takenIn('<label><input here type="checkbox"></label>', 'n')).toBe(false);
    expect(takenIn('<label><input here type="checkbox"></label>', ' ')).toBe(true);
    expect(takenIn('<input here type="range">', ' ')).toBe(false);
    expect(takenIn('<input here type="range">', 'ArrowRight')).toBe(true);
  });

  it('undoes and lets go from a box in which nothing is being typed', () => {
    const still = box('0.5', 'aria-valuenow="0.5" aria-valuetext="0.5"');
    expect(takenIn(still, 'z', ctrl)).toBe(false);
    expect(takenIn(still, 'Escape')).toBe(false);
    expect(takenIn(still, 'r')).toBe(true);
    expect(takenIn(box('', 'aria-valuetext="never"'), 'y', ctrl)).toBe(false);
    expect(takenIn(box('0.51', 'aria-valuenow="0.5" aria-valuetext="0.5"'), 'z', ctrl)).toBe(true);
    expect(takenIn(box('7', 'aria-valuetext="never"'), 'Escape')).toBe(true);
  });

  it('plays from a unit, and moves between units with the arrows', () => {
    const tree = '<div role="tree"><div here role="treeitem"></div></div>';
    expect(takenIn(tree, ' ')).toBe(false);
    expect(takenIn(tree, 'ArrowRight')).toBe(true);
    expect(takenIn('<button here></button>', ' ')).toBe(true);
  });
});
