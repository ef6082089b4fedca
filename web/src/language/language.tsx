/** The language the app speaks: chosen by the person, else by the browser. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { en, type Words } from './en.ts';
import { type Formats, formatsIn } from './formats.ts';
import { type Names, namesIn } from './names.ts';

/** Languages by their own names; each but the first is fetched when it is chosen. */
export const languages = {
  en: { name: 'English', load: async (): Promise<Words> => en },
  de: { name: 'Deutsch', load: async (): Promise<Words> => (await import('./de.ts')).de },
} as const;

export type LanguageCode = keyof typeof languages;

export interface Language {
  readonly code: LanguageCode;
  readonly words: Words;
  readonly names: Names;
  readonly formats: Formats;
  readonly choose: (code: LanguageCode) => void;
}

const LanguageContext = createContext<Language | undefined>(undefined);

/** Where the choice is kept. */
const key = 'proficio.language';

const isKnown = (code: string): code is LanguageCode => code in languages;

function preferredLanguage(): LanguageCode {
  const wanted = [localStorage.getItem(key) ?? '', ...navigator.languages].map((tag) => tag.split('-')[0] ?? '');
  return wanted.find(isKnown) ?? 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [code, setCode] = useState(preferredLanguage);
  const [words, setWords] = useState<Words | undefined>(code === 'en' ? en : undefined);
  useEffect(() => {
    let wanted = true;
    languages[code].load().then((loaded) => {
      if (wanted) setWords(loaded);
    });
    return () => {
      wanted = false;
    };
  }, [code]);
  useEffect(() => {
    if (words) document.documentElement.lang = words.locale;
  }, [words]);
  const language = useMemo<Language | undefined>(
    () =>
      words && {
        code,
        words,
        names: namesIn(words),
        formats: formatsIn(localeFor(words.locale)),
        choose: (next) => {
          localStorage.setItem(key, next);
          setCode(next);
        },
      },
    [code, words],
  );
  return language && <LanguageContext value={language}>{children}</LanguageContext>;
}

/** The browser's own variant of the language, as `en-GB`, so that dates read as one is used to. */
function localeFor(code: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === code && isLocale(tag)) ?? code;
}

/** Some systems name languages in ways that `Intl` refuses, as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('No language has been set.');
  return language;
}
