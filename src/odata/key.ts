/** Keys in parentheses: `('k')`, `(id='k')`, `(@k)`, `(id=@k)` (URL Conventions 4.3.1, ABNF `keyPredicate`). */
import { Fault, refuse } from '../fault.ts';
import type { StructuredType, ValueType } from '../model/field.ts';
import { parseEnum } from './enum-literal.ts';
import { type Token, tokenize } from './lexer.ts';
import type { Aliases } from './parser.ts';

/**
 * Reads the key of one entity.
 * @param type the entity type, whose key property says what the key must be
 * @param text what stands in the parentheses, decoded
 * @returns the key's value as text. Refuses malformedKey.
 */
export function readKey(type: StructuredType, text: string, aliases: Aliases): string {
  const wrong = (reason: string): never => refuse('malformedKey', { key: text, reason, target: text });
  const name = type.key;
  const property = name === undefined ? undefined : type.properties.get(name);
  if (!property) return wrong(`the type ${type.name} has no key`);
  const [first, second, third, fourth] = cut(text, wrong);
  let token = first;
  if (first?.kind === 'name' && second?.text === '=' && second.kind === 'sign') {
    if (first.text !== name) return wrong(`the key of ${type.name} is called ${name}`);
    if (fourth?.kind !== 'end') return wrong('one value is expected');
    token = third;
  } else if (second?.kind !== 'end') return wrong('one value is expected');
  if (token?.kind === 'alias') token = literalOf(token.text, aliases, wrong);
  const key = token && readValue(property.type, token);
  return key ?? wrong(`a value of type ${property.type.name} is expected`);
}

function cut(text: string, wrong: (reason: string) => never): readonly Token[] {
  try {
    return tokenize(text, 'key');
  } catch (cause) {
    // The lexer speaks of query options; here the key is at fault.
    return cause instanceof Fault ? wrong('it is no literal') : refuse('internal', { cause });
  }
}

function literalOf(alias: string, aliases: Aliases, wrong: (reason: string) => never): Token | undefined {
  const text = aliases.get(alias);
  if (text === undefined) return wrong(`the parameter alias '${alias}' is not assigned`);
  const [token, end] = cut(text, wrong);
  return end?.kind === 'end' && token?.kind !== 'end' ? token : undefined;
}

function readValue(type: ValueType, token: Token): string | undefined {
  if (type.kind === 'enum') {
    const value = token.kind === 'string' || token.kind === 'prefixed' ? parseEnum(type, token.text) : undefined;
    return value === undefined ? undefined : token.text;
  }
  if (type.kind !== 'primitive') return undefined;
  if (type.name === 'Edm.String') return token.kind === 'string' ? token.text : undefined;
  if (type.name === 'Edm.Duration') return token.kind === 'prefixed' || token.kind === 'string' ? token.text : undefined;
  if (type.name === 'Edm.Boolean')
    return token.kind === 'name' && /^(true|false)$/i.test(token.text) ? token.text.toLowerCase() : undefined;
  const { literal } = token;
  if (literal === undefined || literal.of === 'null' || literal.of.type.kind !== 'primitive') return undefined;
  const whole = literal.of.type.name === 'Edm.Int32' && /^Edm\.(Int64|Decimal|Double)$/.test(type.name);
  return literal.of.type.name === type.name || whole ? String(literal.value) : undefined;
}
