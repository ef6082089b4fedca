/** The code of a page of documentation, run as its reader would: what a line says that it prints is what it must print. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
 * Does something in the folder of a project in which this package is installed, command and all, and every package of this repository.
 * The folder is removed afterwards.
 */
export async function inProject<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
  const above = mkdtempSync(join(tmpdir(), 'proficio-project-'));
  const folder = join(above, 'project');
  const command = join(folder, 'node_modules', '.bin', 'proficio');
  try {
    symlinkSync(join(root, 'node_modules'), join(above, 'node_modules'));
    mkdirSync(dirname(command), { recursive: true });
    symlinkSync(root, join(folder, 'node_modules', 'proficio'));
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'proficio.js')}' "$@"\n`, { mode: 0o755 });
    return await act(folder);
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
}

/**
 * Runs the JavaScript of a page as one module, in a project of its own.
 * @returns the lines it printed, and those it promised. Rejects with what it wrote if it fails.
 */
export async function runPage(
  page: string,
  { environment = {}, replacing = {} }: Running = {},
): Promise<{ readonly printed: readonly string[]; readonly promised: readonly string[] }> {
  const code = blocksOf(page, 'js').join('\n');
  const here = Object.entries(replacing).reduce((text, [from, to]) => text.replaceAll(from, to), code);
  const stdout = await inProject(async (folder) => {
    writeFileSync(join(folder, 'page.mjs'), here);
    return (await run(process.execPath, ['page.mjs'], { cwd: folder, env: { ...process.env, ...environment } })).stdout;
  });
  return { printed: stdout.trimEnd().split('\n'), promised: promisedBy(code) };
}
