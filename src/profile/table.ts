/** Tables: a CSV file whose columns are properties of one collection, read row by row into what shall become of items. */
import { type CsvError, parse } from 'csv-parse/sync';
import { refuse } from '../fault.ts';
import type { Collection } from '../model/collections.ts';
import type { Property, StructuredType } from '../model/field.ts';
import { schema } from '../model/schema.ts';
import { complete, merge, type Patch, readEntity } from '../odata/body.ts';
import { derivedId } from './person-id.ts';

/** A record of the file with the number of the line it begins on. */
export interface TableRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The columns of a table, held against the collection. */
export interface TablePlan {
  readonly collection: Collection;
  readonly width: number;
  /** Where the person's name and the key of a row stand. */
  readonly person: number;
  readonly match: { readonly by: 'externalId' | 'label'; readonly at: number; readonly path: readonly string[] };
  readonly columns: readonly Column[];
}

interface Column {
  readonly at: number;
  readonly path: readonly string[];
  readonly property: Property;
}

/** A row: whose item, which one, and what it says. */
export interface TableRow {
  readonly person: string;
  readonly key: string;
  readonly patch: Patch;
}

const personColumn = 'userPrincipalName';
const externalColumn = 'externalId';
const memberSeparator = ';';

/** Where imported values come from, by the id that Graph documents for "organizational data". */
const organizationalData = '7986c642-b494-4140-8df4-f5ed125e2c67';

/**
 * Splits a file into records (RFC 4180), header first; a byte order mark, either line end and quoted line ends are taken.
 * Refuses malformedTable.
 */
export function readRecords(bytes: Uint8Array): readonly TableRecord[] {
  const text = decode(bytes);
  const lineAt = lineCounter(Buffer.from(text));
  let end = 0;
  try {
    // With `info` the parser answers objects of this shape, which its types do not tell.
    const records = parse(text, { info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly bytes: number };
    }[];
    return records.map(({ record, info }) => {
      const line = lineAt(end);
      end = info.bytes;
      return { line, cells: record };
    });
  } catch (cause) {
    const { lines, message } = cause as CsvError;
    return refuse('malformedTable', { reason: message.replace(/[.]$/, ''), line: lines, cause });
  }
}

/** The number of the line on which the first byte stands that is no line end, from a place on; places only grow. */
function lineCounter(bytes: Uint8Array): (from: number) => number {
  let at = 0;
  let line = 1;
  return (from) => {
    for (; at < from || bytes[at] === 0x0a || bytes[at] === 0x0d; at++) if (bytes[at] === 0x0a) line++;
    return line;
  };
}

function decode(bytes: Uint8Array): string {
  try {
    // The decoder takes the byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    return refuse('malformedTable', { reason: "it is not UTF-8; a spreadsheet saves that as 'CSV UTF-8'", cause });
  }
}

/**
 * Holds a header against a collection.
 * Refuses malformedTable: a column that is unknown, set by the server, repeated or not to be written in a cell; none to match by.
 */
export function planTable(header: readonly string[], collection: Collection): TablePlan {
  const names = header.map((name) => name.trim());
  if (names.length === 1 && names[0]?.includes(';')) malformed('its columns are separated by semicolons; save it with commas');
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) malformed(`the column '${repeated}' stands more than once`);
  const person = names.indexOf(personColumn);
  if (person < 0) malformed(`it needs a column '${personColumn}'`);
  const external = names.indexOf(externalColumn);
  const columns = names.flatMap((name, at) => (at === person || at === external ? [] : [columnOf(collection, name, at)]));
  const match = external >= 0 ? { by: 'externalId' as const, at: external, path: [] } : labelOf(collection, columns);
  return { collection, width: names.length, person, match, columns };
}

function columnOf({ name: collection, item }: Collection, name: string, at: number): Column {
  const path = name.split('/');
  let type: StructuredType = item;
  for (const [depth, step] of path.entries()) {
    const property = type.properties.get(step);
    if (!property) return malformed(`the column '${name}' names no property of ${collection}`);
    if (property.by === 'server') return malformed(`the column '${name}' names what only the server sets`);
    if (depth === path.length - 1) {
      if (property.type.kind === 'complex')
        malformed(`the column '${name}' holds a whole object; name its properties with a slash`);
      return { at, path, property };
    }
    if (property.type.kind !== 'complex' || property.collection)
      return malformed(`the column '${name}' goes into '${step}', which a table cannot do`);
    type = property.type;
  }
  return malformed('a column has no name');
}

/** Without external ids, rows are matched by what an item is called: displayName, else the label of the collection. */
function labelOf({ name, label }: Collection, columns: readonly Column[]): TablePlan['match'] {
  for (const path of [['displayName'], label]) {
    const column = columns.find((each) => each.path.join('/') === path.join('/'));
    if (column) return { by: 'label', at: column.at, path };
  }
  return malformed(`it needs a column '${externalColumn}' or '${label.join('/')}' to find the items of ${name} by`);
}

/**
 * Reads a row. An empty cell says nothing: the item keeps what it has.
 * Refuses malformedTable for the row itself; for its values, what a body that creates an item is refused for.
 */
export function readRow(plan: TablePlan, cells: readonly string[]): TableRow {
  if (cells.length !== plan.width) malformed(`the row has ${cells.length} cells, the header ${plan.width}`);
  const person = (cells[plan.person] ?? '').trim();
  if (person === '') malformed(`the cell of '${personColumn}' is empty`);
  const key = (cells[plan.match.at] ?? '').trim();
  if (key === '')
    malformed(`the cell of '${plan.match.by === 'externalId' ? externalColumn : plan.match.path.join('/')}' is empty`);
  const body: Record<string, unknown> = {};
  for (const { at, path, property } of plan.columns) {
    const cell = cells[at] ?? '';
    if (cell.trim() !== '') place(body, path, cellValue(property, cell));
  }
  if (Object.keys(body).length === 0) malformed('the row says nothing of the item');
  return { person, key, patch: readEntity(schema, plan.collection.item, body, 'create') };
}

/** A cell as the JSON that a body would hold. What cannot be one stays text, which the check of the body then names. */
function cellValue({ type, collection, ...rest }: Property, cell: string): unknown {
  if (collection) {
    const members = cell.split(memberSeparator).map((member) => member.trim());
    return members.filter((member) => member !== '').map((member) => cellValue({ ...rest, type, collection: false }, member));
  }
  const text = cell.trim();
  if (type.kind === 'enum') return type.flags ? text.replaceAll(memberSeparator, ',') : text;
  if (type.kind !== 'primitive' || type.name === 'Edm.String') return cell;
  if (type.name === 'Edm.Boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
  if (type.name === 'Edm.Int32' || type.name === 'Edm.Double') return Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

function place(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...others] = path;
  if (others.length === 0) body[first] = value;
  else {
    body[first] ??= {};
    // Every step but the last was made here, as an object.
    place(body[first] as Record<string, unknown>, others, value);
  }
}

/** The id of the item that an external id stands for: always the same for a person, so that nothing need be kept beside it. */
export function externalItemId(plan: TablePlan, person: string, key: string): string {
  return derivedId(person, `${plan.collection.name}/${key}`);
}

/** The text by which an item is matched to rows, ignoring case and the forms of Unicode; undefined for one without. */
export function labelKey(plan: TablePlan, value: Patch): string | undefined {
  // Items are matched by strings at the end of complex values.
  const label = plan.match.path.reduce<unknown>((inner, name) => (inner as Patch | null)?.[name], value);
  return typeof label === 'string' ? comparable(label) : undefined;
}

export function comparable(label: string): string {
  return label.trim().normalize('NFC').toLowerCase();
}

/** What becomes of an item by a row: it stays as the person confirmed or declined it, stays as it is, or gets a new value. */
export type Decision =
  | { readonly kind: 'kept' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly value: Patch };

/** Decides about an item that a row was matched to. What the person said yes or no to is never overwritten. */
export function decide(plan: TablePlan, { patch }: TableRow, current: Patch): Decision {
  // The check of bodies lets nothing else into `inference`.
  const inference = current.inference as { readonly userHasVerifiedAccuracy?: boolean | null } | null | undefined;
  if (typeof inference?.userHasVerifiedAccuracy === 'boolean') return { kind: 'kept' };
  const { item } = plan.collection;
  const value = withSource(merge(item, current, patch), patch);
  const same = JSON.stringify(complete(item, value)) === JSON.stringify(complete(item, current));
  return same ? { kind: 'unchanged' } : { kind: 'changed', value };
}

/** The value of a row, or of an item changed by it, that tells which of its properties were imported. */
export function withSource(value: Patch, patch: Patch): Patch {
  // The check of bodies, or a reader of what was kept, made these.
  const sources = (value.sources as readonly { sourceId: string; properties: readonly string[] }[] | undefined) ?? [];
  const others = sources.filter(({ sourceId }) => sourceId !== organizationalData);
  const before = sources.find(({ sourceId }) => sourceId === organizationalData)?.properties ?? [];
  const properties = [...new Set([...before, ...Object.keys(patch)])];
  return { ...value, sources: [...others, { sourceId: organizationalData, isDefaultSource: others.length === 0, properties }] };
}

function malformed(reason: string): never {
  return refuse('malformedTable', { reason });
}
