/** The web app: its built files at /, what it needs to know at /web-config.json, under a strict Content-Security-Policy. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from './app.ts';
import { discoveryBase } from './keys.ts';

export interface WebOptions {
  /** The folder of the built app; it may be built while the server runs. */
  readonly folder: string;
  /** The issuer people sign in at; without one, this server itself, as the development authority. */
  readonly issuer: string | undefined;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly publicUrl: string | undefined;
}

/** Pages that the app itself tells apart; whatever else has no file is not there. */
const pages = /^\/(?!beta(\/|$)|v1\.0(\/|$)|dev\/|docs(\/|$)|health\/|metrics$|assets\/)[^.]*$/;

const building = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Proficio</title></head>
<body><p>The web app is being built and will be here in a few seconds. The API answers already.</p></body></html>`;

/** The hash of nothing: the app makes empty style elements and fills them rule by rule, which no policy stands against. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** Only this origin, and the issuer people sign in at; nothing written into the page is run or styles it. */
function policyFor(issuer: string | undefined): string {
  const elsewhere = issuer === undefined ? '' : ` ${new URL(issuer).origin}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${emptyStyle}`,
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${elsewhere}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function web(options: WebOptions): FastifyPluginAsync {
  const { folder, issuer, clientId, scopes, publicUrl } = options;
  const policy = policyFor(issuer);
  const guard = (reply: FastifyReply) =>
    reply.headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });

  async function page(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    guard(reply).header('cache-control', 'no-cache').type('text/html; charset=utf-8');
    const file = join(folder, 'index.html');
    return reply.send(existsSync(file) ? await readFile(file) : building);
  }

  return async (app) => {
    await app.register(files, { root: folder, serve: false, index: false, preCompressed: true });
    app.get('/web-config.json', async (request, reply) => {
      guard(reply).header('cache-control', 'no-store');
      const origin = publicUrl ?? originOf(request.raw);
      return {
        issuer: issuer === undefined ? `${origin}/common/v2.0` : discoveryBase(issuer),
        clientId,
        scopes,
        dev: issuer === undefined,
        apiBase: '/beta',
      };
    });
    app.get('/', page);
    app.get('/assets/*', (request, reply) => {
      // Names of built files change with what they hold.
      guard(reply);
      return reply.sendFile(`assets/${(request.params as { '*': string })['*']}`, { maxAge: '365d', immutable: true });
    });
    app.get('/icon.svg', (_request, reply) => guard(reply).sendFile('icon.svg'));
    // Whoever does not ask for a page has mistaken the address of the API, and is told so rather than shown a page.
    app.get('/*', async (request, reply) =>
      pages.test(request.url.split('?', 1)[0] as string) && /\btext\/html\b/.test(request.headers.accept ?? '')
        ? page(request, reply)
        : reply.callNotFound(),
    );
  };
}
