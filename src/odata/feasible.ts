/** What an expression must not ask for, found before any value is looked at: both executors refuse the same, by the same sentence. */
import { refuse } from '../fault.ts';
import { castOf, isPlain } from './cast.ts';
import { constantOf, isConstant } from './constant.ts';
import type { BinaryOperator, Expression } from './expression.ts';
import { partsOf } from './expression-parts.ts';
import { checkPattern } from './pattern.ts';
import { isUndeclared, isWhole, type Kind, kindOf } from './value.ts';

const checked = new WeakSet<Expression>();

/**
 * Looks through an expression.
 * Refuses division by a constant zero (400), malformed patterns (400), characters that no value has (400), and what is not offered (501).
 */
export function checkFeasible(expression: Expression): void {
  if (checked.has(expression)) return;
  for (const part of partsOf(expression)) checkFeasible(part);
  check(expression);
  checked.add(expression);
}

/** Looks through what items are ordered by. Refuses as `checkFeasible` does, and what may be of any type. */
export function checkOrderKey(expression: Expression): void {
  checkFeasible(expression);
  if (isOpen(expression)) notOffered('Ordering by an undeclared property');
}

function notOffered(feature: string): never {
  return refuse('notImplemented', { feature });
}

function check(expression: Expression): void {
  checkJson(expression);
  if (expression.kind === 'literal') checkText(expression.value);
  else if (expression.kind === 'json') checkText(JSON.stringify(expression.value).replaceAll('\\u0000', '\0'));
  else if (expression.kind === 'binary') checkBinary(expression);
  else if (expression.kind === 'call') checkCall(expression);
  else if (expression.kind === 'cast') castOf(expression.operand.of, expression.to, isUndeclared(expression.operand));
  else if (expression.kind === 'isof' && isUndeclared(expression.operand) && !isPlain(expression.to))
    notOffered(`An undeclared property as a ${expression.to.name}`);
  else if (
    expression.kind === 'case' &&
    kindOf(expression.of) === 'duration' &&
    expression.branches.some(({ then }) => isOpen(then))
  )
    notOffered('An undeclared property as a duration');
  else if (expression.kind === 'in') checkIn(expression);
  else if (expression.kind === 'path') checkPath(expression);
  else if ('collection' in expression) checkMembers(expression.collection);
}

/** JSON without a type is compared with its like, and is the set or sequence that is looked for; it is no value anywhere else. */
function checkJson(expression: Expression): void {
  const parts = partsOf(expression);
  if (!parts.some((part) => part.kind === 'json' && part.of === 'null')) return;
  const compared = expression.kind === 'binary' && (expression.operator === 'eq' || expression.operator === 'ne');
  const sought = expression.kind === 'call' && (expression.name === 'hassubset' || expression.name === 'hassubsequence');
  if (!sought && !(compared && parts.every(isConstant))) notOffered('A JSON literal here');
}

function checkText(value: unknown): void {
  if (typeof value !== 'string') return;
  if (value.includes('\0')) refuse('queryFails', { reason: 'the character U+0000 stands in no value' });
  if (!value.isWellFormed()) refuse('queryFails', { reason: 'half of a surrogate pair stands in no value' });
}

function checkBinary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): void {
  if (operator === 'mod' || ((operator === 'div' || operator === 'divby') && failsByZero(operator, left, right))) {
    if (isConstant(right) && Number(constantOf(right)) === 0 && constantOf(right) !== null) {
      refuse('queryFails', { reason: 'something is divided by zero' });
    }
  }
  if (isOpen(left) && isOpen(right)) notOffered('Comparing two undeclared properties');
  if (isOpen(left) || isOpen(right)) {
    if (kindOf(left.of) === 'duration' || kindOf(right.of) === 'duration') notOffered('An undeclared property beside a duration');
  }
  if (isArithmetic(operator) && [left, right].some(isOpen) && [left, right].some(({ of }) => isTime(kindOf(of)))) {
    notOffered('An undeclared property beside a date or a duration');
  }
}

const isArithmetic = (operator: BinaryOperator): boolean => /^(add|sub|mul|div|divby|mod)$/.test(operator);
const isTime = (kind: Kind): boolean => kind === 'text' || kind === 'duration';

/** URL Conventions 5.1.1.2.5: division by zero fails, unless it is one of doubles. */
function failsByZero(operator: 'div' | 'divby', left: Expression, right: Expression): boolean {
  return kindOf(left.of) === 'duration' || (operator === 'div' && isWhole(left.of) && isWhole(right.of));
}

function checkCall({ name, args }: Extract<Expression, { kind: 'call' }>): void {
  const [first, second, third] = args;
  if (name === 'matchespattern') {
    if (third !== undefined) notOffered('A pattern with flags');
    if (second && !isConstant(second)) notOffered('A pattern that is computed from a property');
    const pattern = second && constantOf(second);
    if (typeof pattern === 'string') checkPattern(pattern);
  }
  if (name === 'substring' && third && isConstant(third) && Number(constantOf(third)) < 0) {
    refuse('queryFails', { reason: 'a substring cannot have a negative length' });
  }
  if (name === 'hassubset' || name === 'hassubsequence') {
    for (const arg of args) if (arg.kind !== 'path' && arg.kind !== 'json') notOffered(`A computed collection in ${name}`);
    if (args.some(isUndeclared)) notOffered(`An undeclared property in ${name}`);
  }
  if (datePart.has(name) && first && isOpen(first)) notOffered(`An undeclared property in ${name}`);
}

const datePart: ReadonlySet<string> = new Set([
  'date',
  'day',
  'fractionalseconds',
  'hour',
  'minute',
  'month',
  'second',
  'time',
  'totaloffsetminutes',
  'totalseconds',
  'year',
]);

function checkIn(expression: Extract<Expression, { kind: 'in' }>): void {
  const { operand, list } = expression;
  if (kindOf(operand.of) === 'structured') notOffered('The operator in on structured values and collections');
  if ('kind' in list) {
    checkMembers(list);
    if (list.of !== 'null' && kindOf({ type: list.of.type, collection: false }) === 'structured')
      notOffered('The operator in on collections of structured values');
    return;
  }
  const kinds = new Set([operand, ...list].map(({ of }) => kindOf(of)).filter((kind) => kind !== 'untyped'));
  if (kinds.size > 1) notOffered('A list of values of several types');
  if (kinds.size === 0 && !list.every(isConstant) && [operand, ...list].some(isOpen))
    notOffered('Comparing two undeclared properties');
  if (kinds.has('structured')) notOffered('A list of structured values and collections');
  if (kinds.has('duration') && [operand, ...list].some(isOpen)) notOffered('An undeclared property beside a duration');
  if (isOpen(operand) && list.some(isOpen)) notOffered('Comparing two undeclared properties');
}

/** True for what has no type, but may well have a value. */
function isOpen(expression: Expression): boolean {
  return expression.of === 'null' && expression.kind !== 'json' && !isConstant(expression);
}

/** Members are taken of collections that a path leads to. */
function checkMembers(collection: Expression): void {
  if (collection.kind !== 'path') notOffered('A lambda over a computed collection');
  if (isUndeclared(collection)) notOffered('A lambda over an undeclared property');
}

function checkPath({ steps, of }: Extract<Expression, { kind: 'path' }>): void {
  if (of !== 'null' && steps.at(-1)?.kind === 'property' && of.type.name === 'Edm.Duration')
    notOffered('A property that holds a duration');
  const computed = steps.findIndex(({ kind }) => kind === 'computed');
  if (computed >= 0 && (steps.length > 1 || computed > 0)) notOffered('A path through a computed value');
}
