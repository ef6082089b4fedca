/** The signed-in person's corner: language, appearance, the way out. */
import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type LanguageCode, languages, useLanguage } from '../language/language.tsx';
import { useMyself } from '../people/use-people.ts';
import { useSession } from '../session/session-context.ts';
import { type Appearance, appearances, useAppearance } from './theme.tsx';

const useStyles = makeStyles({ button: { minWidth: 'auto', padding: tokens.spacingHorizontalXS } });

export function PersonMenu() {
  const { words, code, choose } = useLanguage();
  const { appearance, choose: chooseAppearance } = useAppearance();
  const { session } = useSession();
  const name = useMyself().data?.displayName ?? session.name ?? '';
  return (
    <Menu
      checkedValues={{ language: [code], appearance: [appearance] }}
      onCheckedValueChange={(_, { name: group, checkedItems: [value] }) => {
        // The values are those of the items below.
        if (group === 'language') choose(value as LanguageCode);
        else chooseAppearance(value as Appearance);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className={useStyles().button}>
          <Avatar name={name} color="colorful" size={28} aria-hidden />
          <span className="visually-hidden">
            {words.app.signedInAs(name)}. {words.app.settings}
          </span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{words.app.language}</MenuGroupHeader>
            {Object.entries(languages).map(([value, { name: own }]) => (
              <MenuItemRadio key={value} name="language" value={value} lang={value}>
                {own}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{words.app.appearance}</MenuGroupHeader>
            {appearances.map((value) => (
              <MenuItemRadio key={value} name="appearance" value={value}>
                {words.app.appearances[value]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{words.app.signedInAs(name)}</MenuGroupHeader>
            <MenuItem onClick={() => void session.signOut()}>{words.app.signOut}</MenuItem>
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
