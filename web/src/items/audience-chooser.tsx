/** Who sees an item, in plain words, and the choice of it. */
import {
  Button,
  Caption1,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import {
  BuildingMultipleRegular,
  BuildingRegular,
  ChevronDownRegular,
  GlobeRegular,
  LockClosedRegular,
  PeopleTeamRegular,
} from '@fluentui/react-icons';
import type { JSX } from 'react';
import { type Language, useLanguage } from '../language/language.tsx';
import { spell } from '../language/names.ts';
import { type Audience, narrowAudiences, readAudience, toggleNarrow, wideAudiences, writeAudience } from './audience.ts';

const useStyles = makeStyles({
  item: { display: 'flex', flexDirection: 'column' },
  explained: { color: tokens.colorNeutralForeground2 },
});

const icons: Readonly<Record<string, JSX.Element>> = {
  me: <LockClosedRegular />,
  organization: <BuildingRegular />,
  federatedOrganizations: <BuildingMultipleRegular />,
  everyone: <GlobeRegular />,
};

/** The audience in words, the widest member first. */
export function audienceText(text: string | null, { words, formats }: Language): string {
  const audience = readAudience(text);
  const members = [...wideAudiences, ...narrowAudiences].filter((member) => audience.has(member));
  return formats.list(members.map((member) => words.audience.members[member] ?? spell(member)));
}

function iconOf(audience: Audience): JSX.Element {
  const wide = wideAudiences.findLast((member) => audience.has(member));
  return (wide && icons[wide]) || <PeopleTeamRegular />;
}

interface AudienceChooserProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (value: string) => void;
}

export function AudienceChooser({ label, value, onChange }: AudienceChooserProps) {
  const language = useLanguage();
  const { words } = language;
  const audience = readAudience(value);
  const shown = audienceText(value, language);
  return (
    <Menu
      checkedValues={{
        wide: wideAudiences.filter((member) => audience.has(member)),
        narrow: narrowAudiences.filter((member) => audience.has(member)),
      }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        const [chosen] = checkedItems;
        if (name === 'wide' && chosen !== undefined) return onChange(chosen);
        const toggled = narrowAudiences.find((member) => checkedItems.includes(member) !== audience.has(member));
        if (toggled !== undefined) onChange(writeAudience(toggleNarrow(audience, toggled)));
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          size="small"
          appearance="outline"
          icon={iconOf(audience)}
          aria-label={words.audience.who(label, shown)}
          title={words.audience.label}
        >
          {shown}
          <ChevronDownRegular aria-hidden="true" />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{words.audience.wide}</MenuGroupHeader>
            {wideAudiences.map((member) => (
              <MenuItemRadio key={member} name="wide" value={member}>
                <AudienceWords member={member} />
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{words.audience.narrow}</MenuGroupHeader>
            {narrowAudiences.map((member) => (
              <MenuItemCheckbox key={member} name="narrow" value={member}>
                <AudienceWords member={member} />
              </MenuItemCheckbox>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function AudienceWords({ member }: { readonly member: string }) {
  const { words } = useLanguage();
  const styles = useStyles();
  return (
    <span className={styles.item}>
      {words.audience.members[member] ?? spell(member)}
      <Caption1 className={styles.explained}>{words.audience.explained[member]}</Caption1>
    </span>
  );
}
