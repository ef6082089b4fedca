/** A link to elsewhere, if it is one of http or https; else the text as it is. */
import { Link } from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';
import { safeLink } from './kind.ts';

export function SafeLink({ text }: { readonly text: string }) {
  const { words } = useLanguage();
  const href = safeLink(text);
  if (href === undefined) return <>{text}</>;
  return (
    <Link href={href} target="_blank" rel="noopener noreferrer nofollow" inline>
      {text} <span aria-hidden="true">↗</span>
      <span className="visually-hidden">{words.app.opensInNewTab}</span>
    </Link>
  );
}
