/** Keeps the floors apart: which file may import which, and what each floor must never do; any breach is named and fails. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { type Node, parseSync, type StringLiteral, type TemplateElement, Visitor } from 'oxc-parser';

/** A source file: its path from the repository's root, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** One breach of a rule. */
export interface Breach {
  readonly path: string;
  readonly line: number;
  readonly says: string;
}

/** Floors from the ground up: a file imports from its own floor or from those below. */
const floors = ['fault', 'model', 'odata', 'store', 'profile', 'server', 'cli', 'testing'] as const;
type Floor = (typeof floors)[number];

/** The floors that only compute: no clock, no ids, no waiting, nothing from outside. */
const pure: ReadonlySet<string> = new Set<Floor>(['fault', 'model', 'odata']);
/** The floors that know nothing of the wire. */
const wireless: ReadonlySet<string> = new Set<Floor>(['model', 'store', 'profile']);
/** Packages that speak to databases, and where they may be imported. */
const drivers: ReadonlySet<string> = new Set(['better-sqlite3', 'postgres', 'node:sqlite']);

/** Numbers that are a status wherever they stand. Round ones are left out: a limit may be 500. */
const statuses: ReadonlySet<number> = new Set([
  201, 202, 204, 206, 301, 302, 304, 307, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 424, 429, 501, 502, 503, 504,
]);
const methods = /^(GET|HEAD|POST|PATCH|PUT|DELETE|OPTIONS)$/;
const headers =
  /^(accept|authorization|content-type|content-length|etag|if-match|if-none-match|prefer|preference-applied|retry-after|www-authenticate|odata-version|odata-maxversion)$/i;
/** Statements as programs write them, all in one case; a sentence that begins with "Select" is none. */
const sql =
  /^\s*(select\s+\S[\s\S]*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(unique\s+)?(table|index)\s|alter\s+table\s|drop\s+(table|index)\s|pragma\s+\w|vacuum\b|begin\s+immediate|with\s+\w+\s+as\s*\()/i;

/** The one file whose catch answers the caller. */
const answering = 'src/server/answer.ts';

/**
 * Holds files against the rules of ARCHITECTURE.md.
 * @param sources the files of `src`, `web/src`, `tools`, `bench` and `test`
 * @returns the breaches, in the order of the files
 */
export function findBreaches(sources: readonly Source[]): readonly Breach[] {
  const imports = new Map<string, readonly Import[]>();
  const breaches = sources.flatMap((source) => {
    const parsed = parseSync(source.path, source.text);
    const at = lineCounter(source.text);
    const found: Breach[] = [];
    const breach = (offset: number, says: string) => found.push({ path: source.path, line: at(offset), says });
    if (parsed.errors[0]) {
      breach(0, `cannot be parsed: ${parsed.errors[0].message}`);
      return found;
    }
    const own = importsOf(parsed.module);
    // Components of the web app draw each other, as values hold values: a circle there is no fault.
    if (!source.path.startsWith('web/')) imports.set(source.path, own);
    checkOpening(source, breach);
    checkImports(source.path, own, breach);
    checkCode(source.path, parsed.program, breach);
    return found;
  });
  return [...breaches, ...findCycles(imports)];
}

type Report = (offset: number, says: string) => void;

interface Import {
  readonly from: string;
  readonly offset: number;
}

function importsOf(module: ReturnType<typeof parseSync>['module']): readonly Import[] {
  const reexports = module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest ?? []));
  const fixed = [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...reexports];
  return fixed.map(({ value, start }) => ({ from: value, offset: start }));
}

/** `import('./x.ts')` brings a floor in as much as a static import does; only cycles are harmless when late. */
function isDynamicImport(node: Node): node is Node & { source: StringLiteral } {
  return node.type === 'ImportExpression' && node.source.type === 'Literal' && typeof node.source.value === 'string';
}

function checkOpening({ text }: Source, breach: Report): void {
  const opening = /^(?:#!.*\n)?\/\*\*\s+([\s\S]*?)\s*\*\//.exec(text)?.[1];
  if (opening === undefined) {
    breach(0, 'must open with one sentence in /** ... */ that says what the file is for');
    return;
  }
  const sentence = opening.replace(/^\*\s+/, '').replace(/\s*\n\s*\*\s*/g, ' ');
  if (!/[.:?]$/.test(sentence) || /[.?!]\s+[A-Z]/.test(sentence))
    breach(0, `must open with one whole sentence, not "${sentence}"`);
}

/** The floor of a file in src; undefined elsewhere. */
function floorOf(path: string): Floor | undefined {
  const name = /^src\/(?:([\w-]+)\/|([\w-]+)\.ts$)/.exec(path);
  return floors.find((floor) => floor === (name?.[1] ?? name?.[2]));
}

function checkImports(path: string, imports: readonly Import[], breach: Report): void {
  if (path.startsWith('src/') && !floorOf(path)) breach(0, `is on no floor; the floors are ${floors.join(', ')}`);
  for (const { from, offset } of imports) checkImport(path, from, offset, breach);
}

function checkImport(path: string, from: string, offset: number, breach: Report): void {
  const floor = floorOf(path);
  if (!from.startsWith('.')) {
    if (floor && floor !== 'store' && drivers.has(from))
      breach(offset, `only the store speaks to a database, so '${from}' is not imported here`);
    if (floor && pure.has(floor) && /^node:(fs|net|http|https|crypto|os|child_process|timers|worker_threads|process)/.test(from))
      breach(offset, `the floor ${floor} is pure and does not import '${from}'`);
    return;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), from));
  if (path.startsWith('web/src/')) {
    if (!target.startsWith('web/') && !target.startsWith('src/model/'))
      breach(offset, `the web app imports from src/model only, not ${target}`);
    return;
  }
  if (!floor) return;
  const below = floorOf(target);
  if (!below) breach(offset, `src imports from src only, not ${target}`);
  else if (floors.indexOf(below) > floors.indexOf(floor))
    breach(offset, `the floor ${floor} does not import from ${below} above it (${target})`);
}

function checkCode(path: string, program: Node, breach: Report): void {
  const floor = floorOf(path);
  if (!floor) return;
  const isPure = pure.has(floor);
  const isWireless = wireless.has(floor);
  let answers: number | undefined;
  let catches: number | undefined;
  const text = (node: StringLiteral | TemplateElement, value: string) => {
    if (floor !== 'store' && sql.test(value) && !/^\s*[A-Z][a-z]/.test(value))
      breach(node.start, `SQL stands in the store only: "${excerpt(value)}"`);
    if (isWireless && methods.test(value)) breach(node.start, `the floor ${floor} knows no methods of the wire: '${value}'`);
    if (isWireless && headers.test(value)) breach(node.start, `the floor ${floor} knows no headers: '${value}'`);
  };
  const impure = (node: Node, what: string) => {
    if (isPure) breach(node.start, `the floor ${floor} is pure: no ${what}`);
  };
  new Visitor({
    Literal(node) {
      if (typeof node.value === 'string') text(node as StringLiteral, node.value);
      if (isWireless && typeof node.value === 'number' && statuses.has(node.value))
        breach(node.start, `the floor ${floor} knows no statuses: ${node.value}`);
    },
    TemplateElement(node) {
      text(node, node.value.raw);
    },
    ImportExpression(node) {
      if (isDynamicImport(node)) checkImport(path, node.source.value, node.start, breach);
    },
    AwaitExpression: (node) => impure(node, 'await'),
    ForOfStatement: (node) => node.await && impure(node, 'await'),
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        impure(node, 'new Date()');
    },
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      const called = `${node.object.name}.${node.property.name}`;
      if (/^(Date\.now|performance\.now|Math\.random|crypto\.randomUUID)$/.test(called) || node.object.name === 'process')
        impure(node, called);
    },
    Identifier(node) {
      if (/^(randomUUID|randomBytes|setTimeout|setInterval|fetch)$/.test(node.name)) impure(node, node.name);
      if (node.name === 'writeFault') answers ??= node.start;
      if (isWireless && /^(httpStatus|statusCode)$/.test(node.name))
        breach(node.start, `the floor ${floor} knows no statuses: ${node.name}`);
    },
    CatchClause(node) {
      catches ??= node.start;
    },
  }).visit(program as Parameters<InstanceType<typeof Visitor>['visit']>[0]);
  if (path !== answering && answers !== undefined && catches !== undefined)
    breach(catches, `one catch answers the caller, in ${answering}; a file that writes faults has none`);
}

/** Circles of imports, each told once: a depth-first walk that meets a file still being walked. */
function findCycles(imports: ReadonlyMap<string, readonly Import[]>): readonly Breach[] {
  const done = new Set<string>();
  const found: Breach[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push({ path, line: 1, says: `imports in a circle: ${[...trail.slice(start), path].join(' -> ')}` });
      return;
    }
    if (done.has(path)) return;
    for (const { from } of imports.get(path) ?? []) {
      if (!from.startsWith('.')) continue;
      const target = posix.normalize(posix.join(posix.dirname(path), from));
      if (imports.has(target)) walk(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of imports.keys()) walk(path, []);
  return found;
}

function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 50 ? `${line.slice(0, 50)}...` : line;
}

function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}

/** Every TypeScript file below the folders that have rules. */
function readSources(root: string): readonly Source[] {
  const files = ['src', 'web/src', 'tools', 'bench', 'test']
    .map((folder) => join(root, folder))
    .filter(existsSync)
    .flatMap(list);
  return files.map((file) => ({ path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }));
}

function list(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(node_modules|dist|golden)$/.test(entry.name) ? [] : list(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

if (import.meta.main) {
  const sources = readSources(argv[2] ?? dirname(import.meta.dirname));
  const breaches = findBreaches(sources);
  for (const { path, line, says } of breaches) stderr.write(`${path}:${line} ${says}\n`);
  if (breaches.length > 0) exit(1);
  stdout.write(`floors: ${sources.length} files keep to their floors\n`);
}
