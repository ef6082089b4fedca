/** Letters as people type them who do not have their marks at hand: patterns under which `nobrega` is Nóbrega and `lukasz` Łukasz. */

/** Letters that Unicode does not take apart. */
const whole: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ŧ: 't', ŋ: 'n' };

/** A letter without its marks. */
const bare = (letter: string) => whole[letter] ?? letter.normalize('NFD').replace(/\p{Mark}/gu, '');

/** Lower-case Latin letters by their bare form, from Latin-1 to Latin Extended-B, and those of Vietnamese. */
const variants: ReadonlyMap<string, string> = (() => {
  const found = new Map<string, string>();
  for (const [first, last] of [
    [0xdf, 0x24f],
    [0x1e00, 0x1eff],
  ] as const) {
    for (let code = first; code <= last; code++) {
      const letter = String.fromCodePoint(code);
      const base = bare(letter);
      if (letter !== letter.toLowerCase() || base === letter || base.length > 1) continue;
      found.set(base, (found.get(base) ?? base) + letter);
    }
  }
  return found;
})();

/** A pattern that a name in lower case fits if it holds the word, whatever marks either of them has. */
export function patternOf(word: string): string {
  return [...word.toLowerCase()]
    .map(bare)
    .flatMap((letters) => [...letters])
    .map((letter) => {
      const others = variants.get(letter);
      if (others !== undefined) return `[${others}]`;
      return /[\p{Letter}\p{Number}]/u.test(letter) ? letter : `\\${letter}`;
    })
    .join('');
}
