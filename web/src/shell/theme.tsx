/** Light, dark or high contrast: as the person chose, else as the device is set. */
import {
  FluentProvider,
  makeStyles,
  type Theme,
  teamsHighContrastTheme,
  tokens,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';

export const appearances = ['system', 'light', 'dark', 'contrast'] as const;
export type Appearance = (typeof appearances)[number];

const themes: Readonly<Record<Exclude<Appearance, 'system'>, Theme>> = {
  light: webLightTheme,
  dark: webDarkTheme,
  contrast: teamsHighContrastTheme,
};

interface Choice {
  readonly appearance: Appearance;
  readonly choose: (appearance: Appearance) => void;
}

const AppearanceContext = createContext<Choice | undefined>(undefined);
const key = 'proficio.appearance';

const useStyles = makeStyles({
  page: { minHeight: '100dvh', backgroundColor: tokens.colorNeutralBackground2 },
});

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [appearance, setAppearance] = useState<Appearance>(
    () => appearances.find((name) => name === localStorage.getItem(key)) ?? 'system',
  );
  const dark = useMedia('(prefers-color-scheme: dark)');
  const contrast = useMedia('(prefers-contrast: more)');
  const shown = appearance === 'system' ? (contrast && dark ? 'contrast' : dark ? 'dark' : 'light') : appearance;
  useEffect(() => {
    document.documentElement.style.colorScheme = shown === 'light' ? 'light' : 'dark';
  }, [shown]);
  const choice = useMemo<Choice>(
    () => ({
      appearance,
      choose: (next) => {
        localStorage.setItem(key, next);
        setAppearance(next);
      },
    }),
    [appearance],
  );
  return (
    <AppearanceContext value={choice}>
      <FluentProvider theme={themes[shown]}>
        {/* Not on the provider itself: what floats above the page would take its styles from there. */}
        <div className={useStyles().page}>{children}</div>
      </FluentProvider>
    </AppearanceContext>
  );
}

export function useAppearance(): Choice {
  const choice = useContext(AppearanceContext);
  if (!choice) throw new Error('No theme has been set.');
  return choice;
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
