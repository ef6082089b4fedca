/** What `serve` says once it answers: where, and what to try first. */
import { demoTenant } from '../model/demo-tenant.ts';
import { showcase } from '../profile/demo/showcase.ts';

export interface Listens {
  readonly http: string | undefined;
  readonly https: string | undefined;
}

/** How the program is called: from a checkout through npm, installed by its name. */
const command = import.meta.filename.endsWith('.ts') ? 'npm run -s proficio --' : 'proficio';

/** Where the server answers, in one line. */
export function shortBanner({ http, https }: Listens): string {
  return `proficio answers at ${[https, http].filter((origin) => origin !== undefined).join(' and ')}\n`;
}

/**
 * Where a development server answers, and lines to copy that read and change an item of one of the demo people.
 * @param more flags that every command needs to find the same data
 */
export function devBanner(listens: Listens, certificate: string, more: string, demo: boolean): string {
  const { http, https } = listens;
  const origin = http ?? https ?? '';
  const trust = http === undefined ? ` --cacert ${certificate}` : '';
  const { userPrincipalName, collection, id, change } = showcase;
  const user = demo ? userPrincipalName : `you@${demoTenant.domain}`;
  const address = `${origin}/beta/me/profile/${collection}`;
  const curl = `curl -s${trust} -H "Authorization: Bearer $(${command} token --user ${user}${more})"`;
  const body = demo ? change : { displayName: 'Curiosity' };
  const write = `-H "Content-Type: application/json" -d '${JSON.stringify(body)}'`;
  return [
    `Proficio is ready, in development mode${demo ? `, with the people of ${demoTenant.displayName}` : ''}.`,
    '',
    ...(https === undefined ? [] : [`  https      ${https}   (certificates of ${certificate})`]),
    ...(http === undefined ? [] : [`  http       ${http}`]),
    `  web app    ${origin}/`,
    `  reference  ${origin}/docs`,
    '',
    demo ? `Read what ${user} can do, then change it:` : 'Add a skill, then read it:',
    '',
    ...(demo
      ? [`  ${curl} ${address}`, `  ${curl} -X PATCH ${write} ${address}/${id}`]
      : [`  ${curl} ${write} ${address}`, `  ${curl} ${address}`]),
    '',
    '',
  ].join('\n');
}
