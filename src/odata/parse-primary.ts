/** Values of expressions: literals, names, aliases and what stands in parentheses (ABNF chapters 4 and 7). */
import { findType } from '../model/type.ts';
import { parseEnum } from './enum-literal.ts';
import type { Expression } from './expression.ts';
import { boolean, notMember, primitiveOf, single } from './expression-type.ts';
import { foreignLiterals } from './foreign-literal.ts';
import { refuseAt, type Token } from './lexer.ts';
import { parseBoolean, parseDuration } from './literal.ts';
import { parseCall } from './parse-call.ts';
import { parseJson } from './parse-json.ts';
import { followAlias, parseDollar, parsePath } from './parse-path.ts';
import {
  deeper,
  expectSign,
  isSign,
  mismatch,
  node,
  type Parser,
  peek,
  take,
  unexpected,
  unsupported,
  withAlias,
} from './parser.ts';

/** Reads a value: a literal, an alias, a path, a call, or an expression in parentheses. */
export function parsePrimary(parser: Parser): Expression {
  const token = peek(parser);
  switch (token.kind) {
    case 'literal':
      take(parser);
      return node(parser, {
        kind: 'literal',
        of: token.literal?.of ?? 'null',
        value: token.literal?.value ?? null,
        ...(hasOffset(token) && { zoned: true }),
      });
    case 'string':
      take(parser);
      return node(parser, { kind: 'literal', of: single('Edm.String'), value: token.text });
    case 'prefixed':
      take(parser);
      return parsePrefixed(parser, token);
    case 'alias':
      return parseAlias(parser, token);
    case 'dollar':
      return parseDollar(parser);
    case 'name':
      return parseName(parser, token);
    case 'sign':
      if (token.text === '(') return parseParentheses(parser);
      if (token.text === '[' || token.text === '{') return deeper(parser, () => parseJson(parser));
      return unexpected(parser, token, 'an expression is expected');
    default:
      return unexpected(parser, token, 'an expression is expected');
  }
}

/** True for an instant that is not written in UTC. */
const hasOffset = ({ text, literal }: Token): boolean =>
  literal !== undefined && primitiveOf(literal.of) === 'Edm.DateTimeOffset' && !/(Z|[+-]00:00)$/i.test(text);

function parseParentheses(parser: Parser): Expression {
  take(parser);
  const inner = parser.expression(parser);
  expectSign(parser, ')');
  return inner;
}

function parseName(parser: Parser, token: Token): Expression {
  const next = peek(parser, 1);
  const called = isSign(next, '(') && !next.spaced;
  if (called) return isNavigation(parser, token) ? parsePath(parser) : parseCall(parser);
  if (!isSign(next, '/')) {
    const constant = constantOf(token.text);
    if (constant) {
      take(parser);
      return node(parser, constant);
    }
  }
  return parsePath(parser);
}

function isNavigation(parser: Parser, token: Token): boolean {
  const { of } = parser.scope.current;
  return of !== 'null' && of.type.kind !== 'primitive' && of.type.kind !== 'enum' && of.type.navigations.has(token.text);
}

/** `true` and `false` are in any case, `null`, `NaN` and `INF` are not (ABNF `boolean`, `null`, `nanInfinity`). */
function constantOf(word: string): Expression | undefined {
  if (word === 'null') return { kind: 'literal', of: 'null', value: null };
  if (word === 'NaN') return { kind: 'literal', of: single('Edm.Double'), value: Number.NaN };
  if (word === 'INF') return { kind: 'literal', of: single('Edm.Double'), value: Number.POSITIVE_INFINITY };
  const value = parseBoolean(word);
  return value === undefined ? undefined : { kind: 'literal', of: boolean, value };
}

function parseAlias(parser: Parser, token: Token): Expression {
  const meant = withAlias(parser, () => parser.expression(parser)) ?? node(parser, { kind: 'literal', of: 'null', value: null });
  return followAlias(parser, meant, token);
}

/** `duration'...'` and `microsoft.graph.allowedAudiences'...'` (ABNF `durationLiteral`, `enumLiteral`). */
function parsePrefixed(parser: Parser, { prefix, text, at }: Token): Expression {
  const word = prefix.toLowerCase();
  if (word === 'duration') {
    const value = parseDuration(text);
    if (value === undefined) return refuseAt(parser.option, at, `'${text}' is not a duration`);
    return node(parser, { kind: 'literal', of: single('Edm.Duration'), value });
  }
  const isForeign = foreignLiterals.get(word);
  if (isForeign?.(text)) return unsupported(parser, `The literal ${word}'...'`);
  if (isForeign) return refuseAt(parser.option, at, `'${text}' is not a value of the literal ${word}'...'`);
  const type = findType(parser.schema, prefix);
  if (type?.kind !== 'enum') return refuseAt(parser.option, at, `there is no enumeration '${prefix}'`);
  const value = parseEnum(type, text);
  if (value === undefined) return mismatch(parser, at, notMember(type, text));
  return node(parser, { kind: 'literal', of: { type, collection: false }, value });
}
