/** Second clicks of a double click that fall on something else than the first. */
import { type MouseEvent, useMemo } from 'react';

/**
 * A handler for the capture of clicks that keeps such a click from counting: it is not meant for what has moved under the pointer
 * meanwhile, as the next card does when one is taken away.
 */
export function useSteadyClicks(): (event: MouseEvent) => void {
  return useMemo(() => {
    let first: Element | null = null;
    return (event) => {
      const clicked = (event.target as Element).closest('a, button'); // only elements are clicked
      if (event.detail < 2) first = clicked;
      else if (clicked !== first) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
  }, []);
}
