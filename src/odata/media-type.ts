/** Media types with parameters, as Accept and $format name them (RFC 9110, 8.3.1 and 12.5.1). */

export interface MediaRange {
  readonly type: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly quality: number;
}

/** Splits at a separator outside of quoted strings. */
export function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** The content of a quoted string, or the text itself. */
export function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** @returns the media range, names in lower case; undefined for what is none */
export function readMediaRange(text: string): MediaRange | undefined {
  const [head = '', ...rest] = splitOutsideQuotes(text, ';');
  const type = head.trim().toLowerCase();
  const [main = '', sub = '', ...more] = type.split('/');
  if (more.length > 0 || !tokenPattern.test(main) || !tokenPattern.test(sub) || (main === '*' && sub !== '*')) return undefined;
  const parameters: [string, string][] = [];
  let quality = 1;
  for (const part of rest) {
    const parameter = part.trim();
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    const value = unquote(parameter.slice(equals + 1).trim());
    if (!tokenPattern.test(name)) return undefined;
    if (name !== 'q') {
      parameters.push([name, value]);
      continue;
    }
    if (!/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value)) return undefined;
    quality = Number(value);
    // What follows q extends Accept, not the media type.
    break;
  }
  return { type, parameters, quality };
}

/** The media ranges of an Accept header, best first; ranges of the same quality stay in their order. */
export function readAccept(header: string): MediaRange[] {
  return splitOutsideQuotes(header, ',')
    .filter((part) => part.trim() !== '')
    .flatMap((part) => readMediaRange(part) ?? [])
    .sort((left, right) => right.quality - left.quality);
}
