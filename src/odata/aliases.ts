/** Parameter aliases: what a query assigns to names that its expressions use (Protocol 11.2.6.1.3). */
import { refuse } from '../fault.ts';
import { isIdentifier } from './literal.ts';
import { parseValue } from './parse-expression.ts';
import type { Aliases } from './parser.ts';
import type { QueryContext } from './query-context.ts';
import type { RawOption } from './query-text.ts';

/**
 * Collects the parameter aliases of a query (Protocol 11.2.6.1.3).
 * @returns their texts by name, `@` included
 * Refuses repeatedOption for one that is assigned twice, and unknownOption for one that has no name.
 */
export function readAliases(options: readonly RawOption[]): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const { name, value } of options) {
    if (!name.startsWith('@')) continue;
    if (!name.slice(1).split('.').every(isIdentifier)) refuse('unknownOption', { option: name, target: name });
    if (aliases.has(name)) refuse('repeatedOption', { option: name, target: name });
    aliases.set(name, value);
  }
  return aliases;
}

/** The aliases inside parentheses: those around, and what is assigned there (Protocol 11.2.6.1.3). Refuses custom options, and as readAliases does. */
export function innerAliases(context: QueryContext, options: readonly RawOption[]): Aliases {
  for (const { name, system } of options) {
    if (system === undefined && !name.startsWith('@')) refuse('unknownOption', { option: name, target: name });
  }
  const inner = readAliases(options);
  return inner.size === 0 ? context.aliases : new Map([...context.aliases, ...inner]);
}

/** What is assigned to an alias that nothing names has to be an expression all the same (ABNF `parameterValue`). Refuses as parseFilter does. */
export function checkUnusedAliases(
  { schema, type, aliases, budget, resource, depth }: QueryContext,
  options: readonly RawOption[],
): void {
  if (!type) return;
  for (const { name, value } of options) {
    if (!name.startsWith('@') || options.some((option) => option.name !== name && option.value.includes(name))) continue;
    const where = depth > 0 ? { resource: resource ?? ('elsewhere' as const) } : {};
    parseValue(schema, type, value, { option: name, aliases, budget, ...where });
  }
}
