/** The reference page of denials: what the development authority answers when it gives no token. */
import { Denial, type DenialName, denialBody, denials } from '../../src/server/authority/denials.ts';
import { blocks, code, jsonBlock, table } from './markdown.ts';

export function denialsPage(): string {
  const rows = Object.entries(denials).sort(([, a], [, b]) => a.number - b.number);
  const example: DenialName = 'secretMissing';
  const ids = { trace_id: '6f5b2a0e-7c2e-4a53-9a3f-0c1d7e5b8a41', correlation_id: '0b9f1f3e-1c55-4a5e-8f0e-6b0f2f7f5c11' };
  const made = denialBody(new Denial(example), Date.UTC(2026, 0, 31, 12), ids.correlation_id);
  const body = { ...made, error_description: made.error_description.replace(made.trace_id, ids.trace_id), ...ids };
  return blocks(
    '# Denials',
    `The development authority, which is there with \`--dev\`, denies in the form and by the numbers of Entra ID. What stands in braces below is filled in. The token endpoint
answers them as JSON; the authorization endpoint sends \`error\`, \`error_description\` and \`error_uri\` back to the client, unless the client or its address is what is wrong: then it shows a page.`,
    jsonBlock(body),
    table(
      ['number', 'status', 'error', 'sentence', 'name in the source'],
      rows.map(([name, { number, status, error, sentence }]) => [
        `AADSTS${number}`,
        String(status),
        code(error),
        sentence,
        code(name),
      ]),
    ),
  );
}
