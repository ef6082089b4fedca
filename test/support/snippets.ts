/** The code of a page of documentation, run as its reader would: what a line says that it prints is what it must print. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/**
 * The code blocks of a page in one language, in their order.
 * @param page a file, from the root of the repository
 */
export function blocksOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, code = '']) => (found === language ? [code] : []));
}

/** What the lines of a program say that they print: what stands behind `//` after a call of console.log. */
export function promisedBy(code: string): readonly string[] {
  return [...code.matchAll(/^.*console\.log\(.*\); \/\/ (.*)$/gm)].map(([, promised = '']) => promised);
}

export interface Running {
  readonly environment?: Readonly<Record<string, string>>;
  /** Text in the page -> what it is here. */
  readonly replacing?: Readonly<Record<string, string>>;
}

/**
 * Runs the JavaScript of a page as one module, from a folder in which this package and all others are installed.
 * @returns the lines it printed, and those it promised. Rejects with what it wrote if it fails.
 */
export async function runPage(
  page: string,
  { environment = {}, replacing = {} }: Running = {},
): Promise<{ readonly printed: readonly string[]; readonly promised: readonly string[] }> {
  const code = blocksOf(page, 'js').join('\n');
  const promised = promisedBy(code);
  const here = Object.entries(replacing).reduce((text, [from, to]) => text.replaceAll(from, to), code);
  const folder = mkdtempSync(join(tmpdir(), 'proficio-page-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'page', 'node_modules'), { recursive: true });
    symlinkSync(root, join(folder, 'page', 'node_modules', 'proficio'));
    writeFileSync(join(folder, 'page', 'page.mjs'), here);
    const { stdout } = await run(process.execPath, [join(folder, 'page', 'page.mjs')], {
      cwd: join(folder, 'page'),
      env: { ...process.env, ...environment },
    });
    return { printed: stdout.trimEnd().split('\n'), promised };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
