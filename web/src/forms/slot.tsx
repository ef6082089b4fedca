/** The room an input takes in a form of two columns: half a line for what is short, all of it for everything else. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { type Kind, kindOf } from '../items/kind.ts';
import type { Property } from '../model.ts';

export const useSlotStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(14rem, 100%), 1fr))',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalM,
    alignItems: 'start',
  },
  wide: { gridColumn: '1 / -1', minWidth: 0 },
});

const wideKinds: readonly Kind[] = ['longText', 'link', 'texts', 'group', 'groups'];

interface SlotProps {
  readonly property: Property;
  /** What the item is called by stands alone on its line. */
  readonly required: boolean;
  readonly children: ReactNode;
}

export function Slot({ property, required, children }: SlotProps) {
  const styles = useSlotStyles();
  return <div className={required || wideKinds.includes(kindOf(property)) ? styles.wide : undefined}>{children}</div>;
}
