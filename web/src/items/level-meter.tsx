/** A level on its scale, readable at a glance: filled steps and the word. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';
import type { EnumType } from '../model.ts';
import { membersOf, rankOf } from './kind.ts';

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS, whiteSpace: 'nowrap' },
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

export function LevelMeter({ type, member }: LevelMeterProps) {
  const { names } = useLanguage();
  const styles = useStyles();
  const rank = rankOf(type, member);
  return (
    <span className={styles.root}>
      <span className={styles.steps} aria-hidden="true">
        {membersOf(type).map((step, index) => (
          <span key={step} className={mergeClasses(styles.step, index < rank && styles.filled)} />
        ))}
      </span>
      {names.member(type, member)}
    </span>
  );
}
