/** Arithmetic on numbers: IEEE 754 doubles, division as URL Conventions 5.1.1.2 has it, and no negative zero. */
import type { ArithmeticOperator } from './expression.ts';

/** What a row's division of whole numbers by zero gives: null, since one row must not fail a request. */
type Computed = number | null;

/** Division of doubles: by zero it gives INF, -INF or NaN by the sign of the left operand (URL Conventions 5.1.1.2.5). */
function divide(left: number, right: number): number {
  if (right !== 0) return left / right + 0;
  return left > 0 ? Number.POSITIVE_INFINITY : left < 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
}

/** Whole numbers: how many times the right fits into the left, cut towards zero. */
function fit(left: number, right: number): Computed {
  return right === 0 ? null : Math.trunc(left / right) + 0;
}

/** Adding zero turns -0 into 0, which SQL cannot tell apart. */
const operations: Readonly<Record<ArithmeticOperator | 'idiv', (left: number, right: number) => Computed>> = {
  add: (left, right) => left + right + 0,
  sub: (left, right) => left - right + 0,
  mul: (left, right) => left * right + 0,
  div: divide,
  idiv: fit,
  divby: divide,
  mod: (left, right) => (right === 0 ? null : (left % right) + 0),
};

/**
 * Computes one operator on two numbers.
 * @param operator `idiv` is `div` on whole numbers
 * @returns null for a remainder or whole division by zero
 */
export function compute(operator: ArithmeticOperator | 'idiv', left: number, right: number): Computed {
  return operations[operator](left, right);
}

/** The nearest whole number, halves away from zero (URL Conventions 5.1.1.9.3). */
export function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value)) + 0;
}

/** A number in decimal digits without an exponent; INF, -INF and NaN as JSON spells them (JSON Format 7.1). */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF';
  // Beyond 53 bits the shortest digits are a matter of taste; the number itself is not.
  if (Math.abs(value) >= 2 ** 53) return BigInt(value).toString();
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return sign + (point >= all.length ? all.padEnd(point, '0') : `${all.slice(0, point)}.${all.slice(point)}`);
}

/** The bits of the whole-number types. */
export const integerBits = { 'Edm.Int32': 32, 'Edm.Int64': 64 } as const;

/** The least and the greatest double that the whole-number types have. */
export const integerLimits = { 'Edm.Int32': [-(2 ** 31), 2 ** 31 - 1], 'Edm.Int64': [-(2 ** 63), 2 ** 63 - 1024] } as const;

/** The whole number that a text spells; null for what is none, or needs more bits. */
export function wholeOf(text: string, bits: number): number | null {
  if (!/^[+-]?[0-9]{1,19}$/.test(text)) return null;
  const exact = BigInt(text);
  return BigInt.asIntN(bits, exact) === exact ? Number(exact) : null;
}
