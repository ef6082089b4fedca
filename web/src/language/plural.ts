/** Counted phrases, by the plural rules of a language. */

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Makes the counting function of a language; `#` in a form is the number. */
export function pluralIn(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count));
}
