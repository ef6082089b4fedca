/** Room for what may be larger than the page: it scrolls by itself, with the keyboard as well. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  area: {
    // Holds what is heard but not seen, which would else widen the page.
    position: 'relative',
    overflow: 'auto',
    maxHeight: '32rem',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

interface ScrollAreaProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs; this groups what is read
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <div role="group" tabIndex={0} aria-label={label} className={mergeClasses(useStyles().area, className)}>
      {children}
    </div>
  );
}
