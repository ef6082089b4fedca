/** Where an item came from: who added it, from which source, and when it was last changed. */
import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { type Language, useLanguage } from '../language/language.tsx';
import { type IdentitySet, type Item, standingOf } from './item.ts';

const useStyles = makeStyles({ text: { color: tokens.colorNeutralForeground2 } });

interface OriginProps {
  readonly item: Item;
  /** The id of whoever looks, to be addressed as "you". */
  readonly viewer: string | undefined;
}

export function Origin({ item, viewer }: OriginProps) {
  const language = useLanguage();
  return (
    <Caption1 className={useStyles().text}>
      <span className="visually-hidden">{language.words.origin.label}: </span>
      {originOf(item, viewer, language)}
    </Caption1>
  );
}

/** Sources that only repeat what author and standing say: the person's own edits, by either name, and inference. */
const saidAlready: readonly string[] = ['', 'user', '46a57efc-33f8-4eec-a512-b90039ad6187', 'inferred'];

function originOf(item: Item, viewer: string | undefined, { words, names, formats }: Language): string {
  const { origin } = words;
  const standing = standingOf(item);
  const isViewer = item.createdBy.user?.id !== null && item.createdBy.user?.id === viewer;
  const author = nameOf(item.createdBy);
  const sources = [...(item.source?.type ?? []), ...item.sources.map(({ sourceId }) => sourceId ?? '')]
    .filter((source) => !saidAlready.includes(source.toLowerCase()))
    .map((source) => names.source(source));
  const editor = nameOf(item.lastModifiedBy);
  const when = formats.ago(item.lastModifiedDateTime);
  return [
    standing === 'confirmed' && origin.inferred,
    standing === 'suggested' && origin.unconfirmed,
    isViewer ? origin.byYou : author === undefined ? origin.unknown : origin.by(author),
    sources.length > 0 && origin.from(formats.list([...new Set(sources)])),
    editor === undefined || editor === author ? origin.changed(when) : origin.changedBy(editor, when),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

function nameOf({ user, application }: IdentitySet): string | undefined {
  return user?.displayName ?? application?.displayName ?? user?.id ?? application?.id ?? undefined;
}
