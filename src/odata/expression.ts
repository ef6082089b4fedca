/** Expressions of $filter, $orderby and $compute as typed trees: plain data between the parser and its two executors. */
import type { Property, ValueType } from '../model/field.ts';

/** The type of an expression. `null` is the literal null's own type, which fits every other. */
export type ExpressionType = { readonly type: ValueType; readonly collection: boolean } | 'null';

/**
 * A value while computing: strings for String, Guid, Date (`yyyy-mm-dd`), TimeOfDay (`hh:mm:ss.fffffff`) and DateTimeOffset
 * (see `parseDateTimeOffset` in literal.ts), numbers for every number, ticks of 100 ns as bigint for Duration, the number of the member(s) for enums.
 */
export type Scalar = string | number | bigint | boolean | null;

export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type ArithmeticOperator = 'add' | 'sub' | 'mul' | 'div' | 'divby' | 'mod';
export type BinaryOperator = ComparisonOperator | ArithmeticOperator | 'and' | 'or' | 'has';

/** The canonical functions of OData 4.01 URL Conventions 5.1.1.5 to 5.1.1.11 that the types of a model can need. */
export type FunctionName =
  | 'concat'
  | 'contains'
  | 'endswith'
  | 'indexof'
  | 'length'
  | 'startswith'
  | 'substring'
  | 'matchespattern'
  | 'tolower'
  | 'toupper'
  | 'trim'
  | 'hassubset'
  | 'hassubsequence'
  | 'date'
  | 'day'
  | 'fractionalseconds'
  | 'hour'
  | 'maxdatetime'
  | 'mindatetime'
  | 'minute'
  | 'month'
  | 'now'
  | 'second'
  | 'time'
  | 'totaloffsetminutes'
  | 'totalseconds'
  | 'year'
  | 'ceiling'
  | 'floor'
  | 'round';

/**
 * Where a path starts: at the item being filtered, at the variable of an enclosing lambda, or, inside $select, at the resource
 * whose values are filtered.
 */
export type PathRoot = { readonly kind: 'it' | 'resource' } | { readonly kind: 'variable'; readonly name: string };

/** One step of a path. An open type may be asked for a property nobody declared: it is untyped and null unless stored. */
export type PathStep =
  | { readonly kind: 'property'; readonly property: Property }
  | { readonly kind: 'dynamic'; readonly name: string }
  | { readonly kind: 'navigation'; readonly name: string; readonly collection: boolean }
  /** A name that `$compute` gave to an expression. */
  | { readonly kind: 'computed'; readonly expression: Expression };

export type Expression =
  /** `zoned` is set for an instant written with an offset from UTC, which its value no longer tells. */
  | { readonly kind: 'literal'; readonly of: ExpressionType; readonly value: Scalar; readonly zoned?: true }
  /** A JSON array or object literal, for structural comparison and hassubset. */
  | { readonly kind: 'json'; readonly of: ExpressionType; readonly value: unknown }
  | { readonly kind: 'path'; readonly of: ExpressionType; readonly root: PathRoot; readonly steps: readonly PathStep[] }
  | { readonly kind: 'call'; readonly of: ExpressionType; readonly name: FunctionName; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: ExpressionType; readonly operand: Expression }
  | { readonly kind: 'negate'; readonly of: ExpressionType; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly of: ExpressionType;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'in';
      readonly of: ExpressionType;
      readonly operand: Expression;
      readonly list: readonly Expression[] | Expression;
    }
  /** `collection/any(variable:predicate)`; without a predicate `any()` asks whether there is a member at all. */
  | {
      readonly kind: 'any' | 'all';
      readonly of: ExpressionType;
      readonly collection: Expression;
      readonly variable: string;
      readonly predicate?: Expression;
    }
  /** `collection/$count`, or `collection/$filter(predicate)/$count` with the members as `$it`'s variable. */
  | {
      readonly kind: 'count';
      readonly of: ExpressionType;
      readonly collection: Expression;
      readonly variable?: string;
      readonly predicate?: Expression;
    }
  | { readonly kind: 'cast' | 'isof'; readonly of: ExpressionType; readonly operand: Expression; readonly to: ValueType }
  | {
      readonly kind: 'case';
      readonly of: ExpressionType;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
    };

/** One key of $orderby. Nulls come first ascending and last descending (URL Conventions 5.1.4 / Protocol 11.2.6.2). */
export interface OrderTerm {
  readonly expression: Expression;
  readonly descending: boolean;
}
