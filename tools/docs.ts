/** Writes the reference pages from the tables of the source, so that they cannot say anything else; `--check` only compares. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { collectionsPage } from './pages/collections.ts';
import { denialsPage } from './pages/denials.ts';
import { permissionsPage } from './pages/permissions.ts';
import { refusalsPage } from './pages/refusals.ts';
import { settingsPage } from './pages/settings.ts';

/** The command that renews the pages and the golden files, as the failing check prints it. */
const renew = 'npm run renew';

/** Every generated page and what writes it. */
const pages: Readonly<Record<string, () => string>> = {
  'docs/reference/collections.md': collectionsPage,
  'docs/reference/denials.md': denialsPage,
  'docs/reference/permissions.md': permissionsPage,
  'docs/reference/refusals.md': refusalsPage,
  'docs/reference/settings.md': settingsPage,
};

const root = join(import.meta.dirname, '..');

/** The pages whose text on disk is not what the tables say. */
function stalePages(): readonly string[] {
  return Object.keys(pages).filter((file) => !isCurrent(file));
}

function isCurrent(file: string): boolean {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, 'utf8') === finished(file);
}

function finished(file: string): string {
  const write = pages[file] ?? (() => '');
  return `<!-- Made by tools/docs.ts from the tables of the source: change those, then ${renew}. -->\n\n${write().trim()}\n`;
}

function renewPages(): void {
  for (const file of stalePages()) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, finished(file));
    stdout.write(`wrote ${file}\n`);
  }
}

function check(): void {
  const stale = stalePages();
  if (stale.length === 0) return;
  stderr.write(`${stale.join(', ')} ${stale.length === 1 ? 'is' : 'are'} out of date. To renew: ${renew}\n`);
  exit(1);
}

if (import.meta.main) {
  const flags = argv.slice(2);
  if (flags.length === 0) renewPages();
  else if (flags.length === 1 && flags[0] === '--check') check();
  else {
    stderr.write(`usage: node tools/docs.ts [--check]\n`);
    exit(2);
  }
}
