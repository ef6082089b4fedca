/** Where the keyboard goes when what it was at goes away. */
import { flushSync } from 'react-dom';

/** Does what takes an element away, and moves the keyboard to the section around it; to the page, if that goes as well. */
export function stepBack(from: Element, act: () => void): void {
  const section = from.closest<HTMLElement>('section');
  flushSync(act);
  const place = section?.isConnected ? section : document.getElementById('content');
  place?.focus({ preventScroll: true });
}
