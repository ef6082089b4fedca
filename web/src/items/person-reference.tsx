/** Somebody an item names: the name leads to their page, and what they are to the person stands behind it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';
import type { Field } from '../model.ts';
import { TextLink } from '../shell/text-link.tsx';
import { describe } from './describe.ts';
import { valueAt } from './item.ts';
import { innerProperties } from './kind.ts';

const useStyles = makeStyles({ muted: { color: tokens.colorNeutralForeground2 } });

/** What says who somebody is; the rest says what they are. */
const identifying: readonly string[] = ['displayName', 'userId', 'userPrincipalName'];

interface PersonReferenceProps {
  readonly field: Field;
  readonly value: unknown;
}

export function PersonReference({ field, value }: PersonReferenceProps) {
  const language = useLanguage();
  const styles = useStyles();
  const text = (name: string) => {
    const found = valueAt(value, [name]);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const name = text('displayName') ?? text('userPrincipalName') ?? text('userId') ?? '';
  const id = text('userId');
  const rest = innerProperties(field)
    .filter((inner) => !identifying.includes(inner.name))
    .map((inner) => describe(inner, valueAt(value, [inner.name]), language))
    .filter((part) => part !== '');
  return (
    <>
      {id === undefined ? name : <TextLink to={`/people/${encodeURIComponent(id)}`}>{name}</TextLink>}
      {rest.length > 0 && <span className={styles.muted}> · {rest.join(', ')}</span>}
    </>
  );
}
