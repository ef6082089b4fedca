/** What the options of one place in a query are read against: the request itself, or one item of $expand or $select. */
import { refuse } from '../fault.ts';
import type { StructuredType, ValueType } from '../model/field.ts';
import type { Schema } from '../model/type.ts';
import type { Budget } from './bounds.ts';
import type { Expression } from './expression.ts';
import type { Query } from './intent.ts';
import type { Aliases } from './parser.ts';
import type { RawOption, SystemOption } from './query-text.ts';

export interface QueryContext {
  readonly schema: Schema;
  /** The type of what is selected, or of each member of what is filtered; undefined where no option asks for it. */
  readonly type: ValueType | undefined;
  readonly aliases: Aliases;
  readonly budget: Budget;
  /** The type of the resource that the request names, as long as values inside it are asked about. */
  readonly resource: ValueType | undefined;
  /** How many $expand and $select stand around this one. */
  readonly depth: number;
  /** Options that may stand here. */
  readonly allowed: ReadonlySet<SystemOption>;
  /** How refusals call this place. */
  readonly place: string;
  /** Names that $compute gave, once it is read. */
  readonly computed: ReadonlyMap<string, Expression>;
}

/** Reads the options of one place; handed to $expand and $select, which contain such places. */
export type ReadQuery = (context: QueryContext, options: readonly RawOption[]) => Query;

/** Refuses a name that is neither a property nor computed. */
export function unknownProperty(option: string, at: number, property: string, type: ValueType): never {
  return refuse('unknownQueryProperty', { option, target: option, position: at + 1, property, type: type.name });
}

export function isStructured(type: ValueType | undefined): type is StructuredType {
  return type?.kind === 'complex' || type?.kind === 'entity';
}
