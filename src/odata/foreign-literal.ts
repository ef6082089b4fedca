/** Literals of types that no value here has: of binary and geo values the form alone is known, so that mistakes are told apart from what is not offered (ABNF chapter 7). */

const binaryPattern = /^(?:[\w-]{4})*(?:[\w-]{2}[AEIMQUYcgkosw048]=?|[\w-][AQgw](?:==)?)?$/;

const number = '(?:[+-]?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|-?INF|NaN)';
const position = `${number}(?: ${number}){1,3}`;
const listOf = (member: string): string => `\\(${member}(?:,${member})*\\)`;
const anyOf = (member: string): string => `(?:\\(\\)|${listOf(member)})`;
const point = `\\(${position}\\)`;
const line = `\\(${position}(?:,${position})+\\)`;
const polygon = listOf(listOf(position));

const sridPattern = /SRID=\d{1,5};/iy;
const collectionPattern = /Collection\(/iy;
const shapePattern = new RegExp(
  `(?:Multi(?:Point${anyOf(point)}|LineString${anyOf(line)}|Polygon${anyOf(polygon)})|Point${point}|LineString${line}|Polygon${polygon})`,
  'iy',
);

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** True for a shape, or shapes in collections, behind its system of coordinates (ABNF `fullPointLiteral` and the like). */
function isGeo(text: string): boolean {
  let at = endOf(sridPattern, text, 0);
  let depth = 0;
  while (at !== undefined) {
    const inside = endOf(collectionPattern, text, at);
    if (inside !== undefined) {
      depth++;
      at = inside;
      continue;
    }
    at = endOf(shapePattern, text, at);
    while (at !== undefined && depth > 0 && text[at] === ')') {
      depth--;
      at++;
    }
    if (at === undefined || depth === 0) break;
    at = text[at] === ',' ? at + 1 : undefined;
  }
  return at === text.length && depth === 0;
}

/** The words in front of their quotes, in lower case -> whether a text has their form. */
export const foreignLiterals: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['binary', (text: string) => binaryPattern.test(text)],
  ['geography', isGeo],
  ['geometry', isGeo],
]);
