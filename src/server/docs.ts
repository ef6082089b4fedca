/** The API reference: the OpenAPI document at /openapi.json and a viewer for it at /docs, all from this server. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import files from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { schema } from '../model/schema.ts';
import { capabilities } from '../odata/capabilities.ts';
import { openApi } from '../odata/openapi.ts';
import { type Access, type Area, permissions } from '../profile/permission.ts';

export interface DocsOptions {
  /** The version of the product, as the document tells it. */
  readonly version: string;
  /** True where the command line prints tokens, so that the reference may say how to get one. */
  readonly developer: boolean;
}

/** What the page takes from the viewer's package; nothing else of it is served. */
const assets = ['swagger-ui-bundle.js', 'swagger-ui.css'] as const;

/** Scripts, styles, pictures and requests of this origin only; the viewer keeps its icons in data URLs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Proficio API reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference">Loading the API reference of Proficio. It needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/**
 * Serves the API reference. Nothing is read or built before it is first asked for.
 * @returns a Fastify plugin
 */
export function docs(options: DocsOptions): FastifyPluginAsync {
  let document: string | undefined;
  return async (app) => {
    app.get('/openapi.json', (_request, reply) => {
      document ??= JSON.stringify(describe(options));
      return reply.type('application/json').header('cache-control', 'no-cache').send(document);
    });
    app.get('/docs', (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff' })
        .send(page),
    );
    app.get('/docs/', (_request, reply) => reply.redirect('/docs', 308));
    app.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
    const root = dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/static/swagger-ui-bundle.js'));
    for (const asset of assets) app.get(`/docs/${asset}`, (_request, reply) => reply.sendFile(asset, root, { maxAge: '1h' }));
    await app.register(files, { root, serve: false });
  };
}

const about = `The people-profile server that speaks Microsoft Graph, at \`/me/profile\` and \`/users/{id}/profile\`. The query language is OData 4.01;
the model is also described by [\`$metadata\`](/beta/$metadata).`;

const tokens = `

To try requests from here, print a token with \`proficio token --user NAME\` (in a checkout \`npm run -s proficio -- token --user NAME\`), press *Authorize* and paste it.`;

function describe({ version, developer }: DocsOptions): object {
  return openApi(schema, {
    title: 'Proficio',
    version,
    description: developer ? about + tokens : about,
    servers: [{ url: '/beta' }],
    capabilities,
    needs,
  });
}

/** Which row of the permission table a path falls under: the first whose word is in it. */
const areas: readonly (readonly [word: string, area: Area])[] = [
  ['/profile', 'profile'],
  ['/contacts', 'contacts'],
  ['/groups', 'groups'],
  ['/auditLogs', 'audit'],
  ['', 'people'],
];

function needs(path: string, access: Access): string {
  const [, area] = areas.find(([word]) => path.includes(word)) ?? ['', 'people'];
  const { own, others, administrator, application } = permissions[area][access];
  const mine = path.startsWith('/me');
  const delegated = mine && own.length > 0 ? own : others;
  const role = administrator && delegated === others ? ', and an administrator role' : '';
  return [
    ...(delegated.length > 0 ? [`Delegated: ${delegated.join(' or ')}${role}.`] : []),
    ...(mine ? [] : [`Application: ${application.join(' or ')}.`]),
  ].join(' ');
}
