/** A link within the app that looks like a link of Fluent UI. */
import { Link } from '@fluentui/react-components';
import type { MouseEvent, ReactNode } from 'react';
import { useLocation } from 'wouter';

/** False for a click that opens another tab or window, or that has been dealt with. */
export function opensHere({ defaultPrevented, ctrlKey, metaKey, shiftKey, button }: MouseEvent): boolean {
  return !defaultPrevented && !ctrlKey && !metaKey && !shiftKey && button === 0;
}

interface TextLinkProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string;
}

export function TextLink({ to, children, className }: TextLinkProps) {
  const [, go] = useLocation();
  return (
    <Link
      href={to}
      {...(className !== undefined && { className })}
      onClick={(event) => {
        if (!opensHere(event)) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </Link>
  );
}
