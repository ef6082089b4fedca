/** Clients made by generators from what the service says of itself, each in a directory of its own, type-checked and compiled. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const here = import.meta.dirname;

/** Performs the steps of a file in `uses` against a service root. */
export type Use = (root: string, token: string) => Promise<readonly unknown[]>;

export interface Generated {
  /** The compiled use of the generated client. */
  readonly use: Use;
  readonly remove: () => void;
}

/** A generator: what it reads, and how it is run in a directory. */
interface Generator {
  readonly source: string;
  readonly use: string;
  readonly make: (directory: string) => Promise<unknown>;
}

const generators = {
  odata2ts: {
    source: 'metadata.xml',
    use: 'odata2ts',
    // It needs a TypeScript older than the one beside it.
    make: (directory: string) =>
      run(
        process.execPath,
        [
          '--import',
          join(here, 'older-typescript.ts'),
          join(dirname(require.resolve('@odata2ts/odata2ts/package.json')), 'lib/run-cli.js'),
          ...['--source', 'metadata.xml', '--output', 'made/odata2ts', '--mode', 'service', '--emit-mode', 'ts'],
        ],
        { cwd: directory },
      ),
  },
  'openapi-typescript': {
    source: 'openapi.json',
    use: 'openapi',
    make: (directory: string) => {
      const cli = join(dirname(require.resolve('openapi-typescript/package.json')), 'bin/cli.js');
      return run(process.execPath, [cli, 'openapi.json', '--output', 'made/openapi.d.ts'], { cwd: directory });
    },
  },
} as const satisfies Readonly<Record<string, Generator>>;

export type GeneratorName = keyof typeof generators;

const compilerOptions = {
  target: 'ES2022',
  module: 'commonjs',
  moduleResolution: 'node10',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
  outDir: 'out',
  rootDir: '.',
};

/**
 * Makes a client of a document and compiles its use.
 * Rejects, with what the tool printed, if the generator fails or the use does not type-check.
 */
export async function generate(name: GeneratorName, document: string): Promise<Generated> {
  const { source, use, make } = generators[name];
  const directory = mkdtempSync(join(tmpdir(), 'proficio-client-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    mkdirSync(join(directory, 'uses'));
    cpSync(join(here, 'uses', `${use}.ts`), join(directory, 'uses', `${use}.ts`));
    symlinkSync(join(here, '../../node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, source), document);
    writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['uses', 'made'] }));
    await make(directory);
    await run(process.execPath, [require.resolve('typescript/lib/tsc.js'), '--project', '.'], { cwd: directory });
    return { use: require(join(directory, 'out/uses', `${use}.js`)).use, remove };
  } catch (failure) {
    remove();
    const { stdout = '', stderr = '' } = failure as { stdout?: string; stderr?: string }; // execFile's error carries both.
    throw new Error(`${name} failed:\n${stdout}${stderr}`, { cause: failure });
  }
}
