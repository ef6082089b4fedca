/** The reference page of permissions: which one a caller needs for what. */
import { type Area, permissions } from '../../src/profile/permission.ts';
import { blocks, codes, table } from './markdown.ts';

/** What the areas of the table are called for readers. */
const areas: Readonly<Record<Area, string>> = {
  profile: 'profiles and their items',
  people: 'people under `/users`',
  groups: 'groups and their members',
  contacts: 'contacts',
  audit: 'the audit trail',
};

const names = Object.keys(areas) as readonly Area[]; // Object.keys forgets what the record's keys are.

export function permissionsPage(): string {
  const cells = names.flatMap((area) =>
    (['read', 'write'] as const).map((access) => ({ area, access, row: permissions[area][access] })),
  );
  return blocks(
    '# Permissions',
    `Any one permission of a cell will do. Delegated permissions are the scopes (\`scp\`) of a person's token, application permissions the roles
(\`roles\`) of an application's. Whoever lacks them gets 403 \`Authorization_RequestDenied\`, and the message names those that would do.`,
    table(
      ['', "delegated, one's own", "delegated, others'", 'application'],
      // What nobody may do has no row.
      cells
        .filter(({ row }) => row.own.length + row.others.length + row.application.length > 0)
        .map(({ area, access, row }) => [
          `${access} ${areas[area]}`,
          codes(row.own),
          row.administrator && row.others.length > 0 ? `${codes(row.others)}, and a role` : codes(row.others),
          codes(row.application),
        ]),
    ),
    `"And a role": the token's \`wids\` must hold Global Administrator (62e90394-69f5-4237-9190-012177145e10) or User Administrator
(fe930be7-5e62-47db-91af-98c3a49a38b1) besides.`,
    `Reading others' items is filtered by their \`allowedAudiences\`: an item that the caller may not see is answered as if it did not exist.
\`/me\` takes a delegated token; with an application's it is 400.`,
  );
}
