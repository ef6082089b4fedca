/** Dates, numbers, languages and countries as a language writes them. */

export interface Formats {
  /** A calendar date, `yyyy-mm-dd`. */
  readonly date: (text: string) => string;
  /** An instant as one speaks of it: "3 days ago". */
  readonly ago: (text: string) => string;
  /** A number of days from today: "in 12 days". */
  readonly inDays: (days: number) => string;
  readonly percent: (share: number) => string;
  readonly number: (value: number) => string;
  readonly list: (texts: readonly string[]) => string;
  readonly languageName: (tag: string) => string;
  readonly countryName: (code: string) => string;
  readonly compare: (one: string, other: string) => number;
}

/** Seconds in a unit, from the largest down. */
const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

export function formatsIn(locale: string): Formats {
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return {
    date: (text) => orSame(text, () => dates.format(new Date(`${text}T00:00:00Z`))),
    ago: (text) =>
      orSame(text, () => {
        const seconds = Math.min(0, Math.round((Date.parse(text) - Date.now()) / 1000));
        const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
        return relative.format(Math.trunc(seconds / size), unit);
      }),
    inDays: (days) => relative.format(days, 'day'),
    percent: (share) => percents.format(share),
    number: (value) => numbers.format(value),
    list: (texts) => lists.format(texts),
    languageName: (tag) => orSame(tag, () => languages.of(tag) ?? tag),
    countryName: (code) => orSame(code, () => countries.of(code.toUpperCase()) ?? code),
    compare: (one, other) => collator.compare(one, other),
  };
}

/** What cannot be read is shown as it is. */
function orSame(text: string, format: () => string): string {
  try {
    return format();
  } catch {
    return text;
  }
}
