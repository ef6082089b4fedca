/** Inferred items nobody has judged yet, apart from the rest: how sure the system is, and yes or no in one click. */
import { Badge, Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { CheckmarkRegular, DismissRegular } from '@fluentui/react-icons';
import { type Profile, standingOf } from '../items/item.ts';
import { ItemCard } from '../items/item-card.tsx';
import { labelOf } from '../items/label.ts';
import { useLanguage } from '../language/language.tsx';
import { useEditing } from './editing.tsx';
import { CardGrid, Section } from './section.tsx';
import { sectionOrder } from './section-order.ts';
import { UndoBars } from './undo-bars.tsx';
import type { Place } from './use-profile.ts';

const useStyles = makeStyles({
  frame: {
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px dashed ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  sure: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: '7rem', flexGrow: 1 },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
});

export function Suggestions({ profile }: { readonly profile: Profile }) {
  const { words } = useLanguage();
  const { undoables } = useEditing();
  const styles = useStyles();
  const places = sectionOrder.flatMap((collection) =>
    (profile[collection.name] ?? [])
      .filter((item) => standingOf(item) === 'suggested')
      .map((item): Place => ({ collection, item })),
  );
  const declined = undoables.filter(({ kind }) => kind === 'declined');
  if (places.length === 0 && declined.length === 0) return null;
  return (
    <div className={styles.frame}>
      <Section title={words.suggestions.title} about={words.suggestions.about}>
        <UndoBars undoables={declined} />
        <CardGrid entries={places} keyOf={({ item }) => item.id}>
          {(place) => <Suggestion {...place} />}
        </CardGrid>
      </Section>
    </div>
  );
}

function Suggestion(place: Place) {
  const { collection, item } = place;
  const language = useLanguage();
  const { words, names, formats } = language;
  const { change, decline } = useEditing();
  const styles = useStyles();
  const label = labelOf(collection, item, language);
  const confidenceScore = item.inference?.confidenceScore ?? null;
  const sure = confidenceScore === null ? undefined : words.suggestions.confidence(formats.percent(confidenceScore));
  const confirm = () => {
    document.getElementById('content')?.focus({ preventScroll: true });
    void change(place, { inference: { confidenceScore, userHasVerifiedAccuracy: true } }, words.suggestions.confirmed(label));
  };
  return (
    <ItemCard
      collection={collection}
      item={item}
      actions={<Badge appearance="outline">{names.collection(collection).singular}</Badge>}
      foot={
        <>
          {sure !== undefined && confidenceScore !== null && (
            <span className={styles.sure}>
              {sure}
              <ProgressBar value={confidenceScore} aria-label={sure} />
            </span>
          )}
          <span className={styles.buttons}>
            <Button
              appearance="primary"
              icon={<CheckmarkRegular />}
              aria-label={words.suggestions.confirm(label)}
              onClick={confirm}
            >
              {words.suggestions.yes}
            </Button>
            <Button icon={<DismissRegular />} aria-label={words.suggestions.decline(label)} onClick={() => decline(place)}>
              {words.suggestions.no}
            </Button>
          </span>
        </>
      }
    />
  );
}
