/** The commands: read by commander, checked by the table of settings, each brought in only when it is called. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { Fault } from '../fault.ts';
import { Failure, Mistake, oneLine } from './mistake.ts';
import {
  type CommandName,
  flagName,
  type Given,
  hasOpposite,
  oppositeOf,
  readSettings,
  type Setting,
  type Settings,
  settings,
  type ValuesOf,
  variableName,
} from './settings.ts';

type SettingsOf<Name extends CommandName> = ValuesOf<(typeof settings)[Name]>;

interface CommandRow<Name extends CommandName> {
  readonly about: string;
  /** The file it takes, in square brackets where it may be left out. */
  readonly argument?: string;
  /** Loads what carries it out. */
  readonly load: () => Promise<(values: SettingsOf<Name>, file: string | undefined) => Promise<void>>;
}

const commands: { readonly [Name in CommandName]: CommandRow<Name> } = {
  serve: {
    about: 'runs the server until SIGTERM or SIGINT, then finishes what is in flight',
    load: async () => (await import('./serve.ts')).serve,
  },
  token: {
    about: 'prints an access token of the development authority, whether or not the server runs',
    load: async () => (await import('./token.ts')).printToken,
  },
  import: {
    about: 'loads people and items: a dump (.jsonl) or a table (.csv); - is standard input',
    argument: '<FILE>',
    load: async () => (await import('./import.ts')).importFile,
  },
  export: {
    about: 'writes a dump of everything, of a tenant, or of one person; - is standard output',
    argument: '[FILE]',
    load: async () => (await import('./export.ts')).exportDump,
  },
  erase: {
    about: 'removes a person and every trace of their items, and prints what was removed',
    load: async () => (await import('./erase.ts')).erase,
  },
  backup: {
    about: 'writes a consistent copy of the embedded database while the server runs',
    argument: '<FILE>',
    load: async () => (await import('./backup.ts')).backup,
  },
  migrate: {
    about: "brings the database to this version's schema",
    load: async () => (await import('./migrate.ts')).migrate,
  },
};

/**
 * Runs the program.
 * @param words what stands behind the name of the program
 * @returns the exit code: 0, or 1 for a failure and 2 for a mistake, each told in one line on standard error
 */
export async function run(words: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  try {
    if (words.length === 0) throw new Mistake('a command is missing; proficio --help lists them');
    await programOf(environment).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    return tell(error);
  }
}

function tell(error: unknown): number {
  // Help and version are asked for by throwing, too.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`proficio: ${oneLine(message).replace(/^error: /, '')}\n`);
  if (error instanceof Mistake || error instanceof CommanderError) return 2;
  const foreseen = error instanceof Failure || error instanceof Fault || (error instanceof Error && 'code' in error);
  if (!foreseen && process.env.PROFICIO_TRACE) process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  return 1;
}

function programOf(environment: Readonly<Record<string, string | undefined>>): Command {
  const program = new Command('proficio')
    .description('The people-profile server that speaks Microsoft Graph.')
    .helpCommand(false)
    .option('--version', 'prints the version')
    .on('option:version', () => {
      process.stdout.write(`${version()}\n`);
      throw new CommanderError(0, 'commander.version', '');
    });
  quiet(program);
  // Object.keys forgets what the table's keys are.
  for (const name of Object.keys(commands) as CommandName[]) program.addCommand(commandOf(name, environment));
  return program
    .action((_options, command: Command) => {
      throw new Mistake(`'${command.args[0] ?? ''}' is no command; proficio --help lists them`);
    })
    .allowExcessArguments();
}

function commandOf<Name extends CommandName>(name: Name, environment: Readonly<Record<string, string | undefined>>): Command {
  const { about, argument, load } = commands[name];
  const rows: Settings = settings[name];
  const command = new Command(name).description(about).helpOption('--help', 'prints this');
  if (argument) command.argument(argument);
  for (const [key, setting] of Object.entries(rows)) for (const option of optionsOf(key, setting)) command.addOption(option);
  quiet(command);
  return command.action(async (...given: unknown[]) => {
    // What commander hands over: the arguments, then the options, then the command.
    const file = argument ? (given[0] as string | undefined) : undefined;
    const options = given[argument ? 1 : 0] as Given;
    // The table of a command and what carries it out go by the same name.
    const values = readSettings(rows, options, environment) as SettingsOf<Name>;
    await (await load())(values, file);
  });
}

/** Messages are told once, by `tell`; only help is written by commander itself. */
function quiet(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ helpWidth: 120 });
}

function optionsOf(key: string, setting: Setting): readonly Option[] {
  const { kind, about, told } = setting;
  const flag = flagName(key);
  const notes = [
    ...(told === undefined ? [] : [`default: ${told}`]),
    ...(setting.repeatable ? ['repeatable'] : []),
    variableName(key),
  ];
  const text = `${about} (${notes.join('; ')})`;
  if (kind.placeholder === undefined) {
    const on = new Option(`--${flag}`, text);
    if (!hasOpposite(setting)) return [on];
    const opposite = oppositeOf(key);
    return [on, new Option(`--${flagName(opposite)}`, `turns --${flag} off (${variableName(opposite)})`)];
  }
  const option = new Option(`--${flag} <${kind.placeholder}>`, text);
  return [setting.repeatable ? option.argParser((value: string, before: readonly string[] = []) => [...before, value]) : option];
}

/** The version of the package that this file belongs to. */
function version(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return String((JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version);
  }
  return 'unknown';
}
