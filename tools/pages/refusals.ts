/** The reference page of refusals: every status, code and message that the server answers with. */
import { refusals } from '../../src/fault.ts';
import { blocks, code, jsonBlock, table } from './markdown.ts';

export function refusalsPage(): string {
  const rows = Object.entries(refusals).sort(([, a], [, b]) => a.status - b.status);
  return blocks(
    '# Refusals',
    `Every refusal has the body of Microsoft Graph's errors, as \`application/json\`, on every status. What stands in braces below is filled in.
Several faults of one request body are each listed in \`details\`, with their \`target\`.`,
    jsonBlock({
      error: {
        code: 'RequestBodyRead',
        message: "The property 'proficiency' takes a member of skillProficiencyLevel, but a number was sent.",
        target: 'proficiency',
        innerError: {
          date: '2026-01-31T12:00:00',
          'request-id': '6f5b2a0e-7c2e-4a53-9a3f-0c1d7e5b8a41',
          'client-request-id': '6f5b2a0e-7c2e-4a53-9a3f-0c1d7e5b8a41',
        },
      },
    }),
    table(
      ['status', 'code', 'message', 'name in the source'],
      rows.map(([name, { status, code: graphCode, sentence }]) => [String(status), code(graphCode), sentence, code(name)]),
    ),
  );
}
