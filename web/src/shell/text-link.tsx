/** A link within the app that looks like a link of Fluent UI. */
import { Link } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

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
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </Link>
  );
}
