/** A level on its scale, readable at a glance: filled steps and the word. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';
import type { EnumType } from '../model.ts';
import { membersOf, rankOf } from './kind.ts';

const useStyles = makeStyles({
  root: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  steps: { display: 'inline-flex', alignItems: 'flex-end', gap: '3px' },
  step: {
    width: '10px',
    height: '10px',
    borderRadius: tokens.borderRadiusSmall,
    boxSizing: 'border-box',
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
  },
  filled: {
    backgroundColor: tokens.colorCompoundBrandBackground,
    border: `1px solid ${tokens.colorCompoundBrandBackground}`,
    '@media (forced-colors: active)': { backgroundColor: 'Highlight', forcedColorAdjust: 'none' },
  },
});

interface LevelMeterProps {
  readonly type: EnumType;
  readonly member: string;
}

/** The level with its word. */
export function LevelMeter({ type, member }: LevelMeterProps) {
  const { names } = useLanguage();
  return (
    <span className={useStyles().root}>
      <LevelSteps type={type} member={member} />
      {names.member(type, member)}
    </span>
  );
}

/** The filled steps alone; none are filled for what is not on the scale. Whoever uses it says the level as well. */
export function LevelSteps({ type, member }: LevelMeterProps) {
  const styles = useStyles();
  const rank = rankOf(type, member);
  return (
    <span className={styles.steps} aria-hidden="true">
      {membersOf(type).map((step, index) => (
        <span key={step} className={mergeClasses(styles.step, index < rank && styles.filled)} />
      ))}
    </span>
  );
}
