/** The reference page of settings: every flag of every command, its variable, and what it is when nobody says. */
import { flagName, hasOpposite, oppositeOf, type Setting, settings, variableName } from '../../src/cli/settings.ts';
import { blocks, code, table } from './markdown.ts';

export function settingsPage(): string {
  return blocks(
    '# Settings',
    `A setting is a flag on the command line or a variable of the environment; the flag wins. Where a flag may be repeated, its variable takes
several values with spaces between. A value that a setting does not take is one clear line and exit code 2.`,
    ...Object.entries(settings).map(([command, rows]) => commandSection(command, Object.entries<Setting>(rows))),
  );
}

function commandSection(command: string, rows: readonly (readonly [string, Setting])[]): string {
  return blocks(
    `## ${command}`,
    table(
      ['flag', 'variable', 'default', 'what it says'],
      rows.flatMap(([key, setting]) => [
        settingRow(key, setting),
        ...(hasOpposite(setting)
          ? [settingRow(oppositeOf(key), { ...setting, about: `turns --${flagName(key)} off`, told: '' })]
          : []),
      ]),
    ),
  );
}

function settingRow(key: string, { kind, about, repeatable, told }: Setting): readonly string[] {
  return [
    code(`--${flagName(key)}${kind.placeholder === undefined ? '' : ` ${kind.placeholder}`}`),
    code(variableName(key)),
    told ?? '',
    `${about}${repeatable ? '; may be repeated' : ''}`,
  ];
}
