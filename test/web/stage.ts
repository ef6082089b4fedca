/** A fresh server with the built web app, and a real browser to look at it with. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
  chromium as playwright,
} from 'playwright-core';

const root = join(import.meta.dirname, '../..');

/** The bundled browser is for one platform; elsewhere these tests say so and do not run. */
export const skip: string | false =
  process.platform === 'linux' && process.arch === 'x64' ? false : 'the bundled browser is for Linux x64';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; the tests look into it and fail where it is not there
  readonly body: any;
}

/** Somebody signed in, in a tab of their own. */
export interface Visit {
  readonly page: Page;
  readonly name: string;
  /** What a browser complains of, and requests to other hosts: empty if all is well. */
  readonly complaints: string[];
  /** Compressed bytes of script since the first page was opened. */
  readonly scriptBytes: () => Promise<number>;
  /** Asks the API with the person's own token, past the app. */
  readonly api: (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** A tab before which nobody has signed in. */
export interface Tab extends Pick<Visit, 'page' | 'complaints' | 'close'> {}

export interface Stage {
  readonly origin: string;
  /** The file of the authority that signed its certificate. */
  readonly certificates: string;
  /** Opens a page of a server in a browser that has never seen it. */
  readonly open: (origin: string, path: string) => Promise<Tab>;
  /** Signs a person in by the buttons anyone would press; whoever comes again is still signed in. */
  readonly signIn: (name: string, options?: BrowserContextOptions) => Promise<Visit>;
  readonly close: () => Promise<void>;
}

/** Starts everything. */
export async function openStage(): Promise<Stage> {
  buildApp();
  const { origin, data, stop } = await startServer(['--dev', '--https-port', '0']);
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Loopback is all there is.
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
  return {
    origin,
    certificates: join(data, 'tls', 'ca.pem'),
    async open(at, path) {
      const context = await browser.newContext(usual);
      const page = await newPage(context);
      const { complaints } = watch(page, at);
      await page.goto(at + path);
      return { page, complaints, close: () => context.close() };
    },
    signIn: doorOf(browser, origin),
    async close() {
      await browser.close();
      await stop();
    },
  };
}

/** Builds the app unless what is built is newer than everything it is built from. */
function buildApp(): void {
  const built = join(root, 'web/dist/index.html');
  const sources = ['web/src', 'web/public', 'src/model'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, String(file))),
  );
  const newest = Math.max(...[...sources, join(root, 'web/vite.config.ts')].map((file) => statSync(file).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
    cwd: join(root, 'web'),
    stdio: 'inherit',
  });
}

export interface Served {
  readonly origin: string;
  /** Its data folder. */
  readonly data: string;
  readonly stop: () => Promise<void>;
}

/** Starts a server on an empty database, as `serve` does with these flags; it answers over https where it can. */
export async function startServer(flags: readonly string[]): Promise<Served> {
  const data = mkdtempSync(join(tmpdir(), 'proficio-web-'));
  const words = ['serve', '--http-port', '0', '--data', data, ...flags];
  const server = spawn(process.execPath, [join(root, 'proficio.js'), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const scheme = flags.includes('off') ? 'http' : 'https';
  let said = '';
  const origin = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = new RegExp(`${scheme}://localhost:\\d+`).exec(said);
      if (found) resolve(found[0]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('exit', (code, signal) => reject(new Error(`The server ended with ${signal ?? code}: ${said}`)));
  });
  // Whatever asks it afterwards only sees that nobody answers.
  const lost = (code: number | null, signal: NodeJS.Signals | null) =>
    process.stderr.write(`The server at ${origin} ended with ${signal ?? code}: ${said.slice(-4000)}\n`);
  server.once('exit', lost);
  return {
    origin,
    data,
    async stop() {
      server.off('exit', lost);
      const isGone = server.exitCode !== null || server.signalCode !== null;
      if (!isGone) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Somebody's session as the app keeps it, once they have signed in. */
type Session = readonly [key: string, value: string];

const usual: BrowserContextOptions = {
  // The development certificate is signed by an authority of this server's own.
  ignoreHTTPSErrors: true,
  locale: 'en-GB',
  viewport: { width: 1280, height: 900 },
  // Animations would only be waited for.
  reducedMotion: 'reduce',
  permissions: ['clipboard-read', 'clipboard-write'],
};

/** Signs people in: by hand the first time, and from then on as in a tab that has kept their session. */
function doorOf(browser: Browser, origin: string): Stage['signIn'] {
  const contexts = new Map<string, Promise<BrowserContext>>();
  const sessions = new Map<string, Session>();
  return async (name, options = {}) => {
    const look = JSON.stringify(options);
    const context = contexts.get(look) ?? browser.newContext({ ...usual, ...options });
    contexts.set(look, context);
    const page = await newPage(await context);
    const watched = watch(page, origin);
    const known = sessions.get(name);
    if (known) {
      // Once only: what the app does to the session afterwards stands.
      await page.addInitScript(([key, value]) => {
        if (window.name !== 'signed in') sessionStorage.setItem(key, value);
        window.name = 'signed in';
      }, known);
    }
    await page.goto(`${origin}/`);
    if (!known) await signInByHand(page, name);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    if (!known) sessions.set(name, await sessionOf(page));
    return { page, name, ...watched, api: apiOf(page), close: () => page.close() };
  };
}

async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

export async function signInByHand(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^(Sign in|Anmelden)$/ }).click();
  await page.getByText(name, { exact: true }).first().click();
}

async function sessionOf(page: Page): Promise<Session> {
  const session = await page.evaluate(() => Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:')));
  assert.ok(session);
  return session;
}

/** Listens to what a page complains of and what it loads. */
function watch(page: Page, origin: string): Pick<Visit, 'complaints' | 'scriptBytes'> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused request is no complaint; the tests say which they expect.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('request', (request) => {
    // What pages of an issuer ask for is theirs.
    const isOurs = request.isNavigationRequest() || request.frame().url().startsWith(`${origin}/`);
    if (isOurs && !request.url().startsWith(`${origin}/`)) complaints.push(`asked ${request.url()}`);
  });
  // By address: coming back from the issuer, the browser has them already.
  const scripts = new Map<string, Promise<number>>();
  page.on('requestfinished', (request) => {
    if (request.resourceType() !== 'script' || scripts.has(request.url())) return;
    scripts.set(
      request.url(),
      request.sizes().then(
        ({ responseBodySize }) => responseBodySize,
        // The page was closed meanwhile, and nobody asks any more.
        () => 0,
      ),
    );
  });
  return {
    complaints,
    scriptBytes: async () => (await Promise.all(scripts.values())).reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Asks the API as the person whom the page is signed in as. */
function apiOf(page: Page): Visit['api'] {
  return (method, path, body, headers = {}) =>
    page.evaluate(
      async ({ method, path, body, headers }) => {
        const stored = Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'))?.[1];
        const { access_token } = JSON.parse(stored ?? '{}');
        const response = await fetch(`/beta${path}`, {
          method,
          headers: {
            authorization: `Bearer ${access_token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
      },
      { method, path, body, headers },
    );
}

/** Presses Tab until the keyboard is at the element, as somebody without a mouse would. */
export async function tabTo(page: Page, element: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`The keyboard does not get to ${element}.`);
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything serious that axe-core finds wrong with what is on screen, in words; with `within` in that element only. */
export async function seriousFaults(page: Page, rules: 'all' | 'colours', within = 'body'): Promise<readonly string[]> {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axeSource);
  const look = { rules, within };
  return page.evaluate(async ({ rules, within }) => {
    // Colours on their way from one to another are nobody's.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
    await Promise.allSettled(moving.map(({ finished }) => finished));
    // Put there by the script above.
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(
      // Fluent UI's keyboard library puts empty elements at the ends of menus that hand the keyboard on the moment they get it;
      // its makers and those of Accessibility Insights list them as false positives (microsoft/tabster#288).
      { include: [[within]], exclude: [['[data-tabster-dummy]']] },
      { resultTypes: ['violations'], ...(rules === 'colours' && { runOnly: ['color-contrast', 'link-in-text-block'] }) },
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' ')}`,
      );
  }, look);
}
