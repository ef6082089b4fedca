/** The text of an enumeration value (ABNF `enumValue`): member names or numbers, for flags several joined by commas. */
import type { EnumType } from '../model/field.ts';
import { isIdentifier, parseInt32 } from './literal.ts';

/** True if the text has the form of an enumeration value, of whatever type. */
export function isEnumValue(text: string): boolean {
  return text.split(',').every((part) => isIdentifier(part.trim()) || /^[+-]?\d{1,19}$/.test(part.trim()));
}

/** @returns the number a text stands for in this enumeration; undefined if it has no such member, or several in place of one. */
export function parseEnum(type: EnumType, text: string): number | undefined {
  const parts = text.split(',');
  if (parts.length > 1 && !type.flags) return undefined;
  let value = 0;
  for (const part of parts) {
    const member = parseMember(type, part.trim());
    if (member === undefined) return undefined;
    value = type.flags ? value | member : member;
  }
  return value;
}

function parseMember(type: EnumType, text: string): number | undefined {
  return Object.hasOwn(type.members, text) ? type.members[text] : parseInt32(text);
}
