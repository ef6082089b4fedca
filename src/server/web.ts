/** The web app: its built files at /, what it needs to know at /web-config.json, under a strict Content-Security-Policy. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { discoveryBase } from './keys.ts';
import { contentPolicy, emptyStyle, signInOrigins } from './web-policy.ts';
import { type Building, waitingPage } from './web-waiting.ts';
import { originOf } from './wire.ts';

export interface WebOptions {
  /** The folder of the built app; it may be built while the server runs. */
  readonly folder: string;
  readonly building: () => Building;
  /** The issuer people sign in at; without one, this server itself, as the development authority. */
  readonly issuer: string | undefined;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly publicUrl: string | undefined;
}

/** Pages that the app itself tells apart; whatever else has no file is not there. */
const pages = /^\/(?!beta(\/|$)|v1\.0(\/|$)|dev\/|docs(\/|$)|health\/|metrics$|assets\/)[^.]*$/;

export function web(options: WebOptions): FastifyPluginAsync {
  const { folder, building, issuer, clientId, scopes, publicUrl } = options;
  const elsewhere = issuer === undefined ? async () => [] : signInOrigins(issuer, Date.now);
  const guard = (reply: FastifyReply, policy = contentPolicy([], emptyStyle)) =>
    reply.headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });

  async function page(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8');
    const file = join(folder, 'index.html');
    if (existsSync(file)) return guard(reply, contentPolicy(await elsewhere(), emptyStyle)).send(await readFile(file));
    const { html, style } = waitingPage(building());
    return guard(reply, contentPolicy([], style)).send(html);
  }

  /** Names of built files change with what they hold; those of an app that has been replaced meanwhile are gone. */
  function asset(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { name } = request.params as { name: string };
    guard(reply);
    if (!/^[\w-][\w.-]*$/.test(name) || !existsSync(join(folder, 'assets', name)))
      return reply.code(404).type('text/plain').send('There is no such file.\n');
    return reply.sendFile(`assets/${name}`, { maxAge: '365d', immutable: true });
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
    app.route({ method: ['GET', 'HEAD'], url: '/', handler: page });
    app.get('/assets/:name', asset);
    app.get('/icon.svg', (_request, reply) => guard(reply).sendFile('icon.svg'));
    // Whoever does not ask for a page has mistaken the address of the API, and is told so rather than shown a page.
    app.get('/*', async (request, reply) =>
      pages.test(request.url.split('?', 1)[0] as string) && /\btext\/html\b/.test(request.headers.accept ?? '')
        ? page(request, reply)
        : reply.callNotFound(),
    );
  };
}
