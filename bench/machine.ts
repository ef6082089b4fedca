/** Where and when a run is made, and of what. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Machine, Run } from './finding.ts';

/** @param mode how the run was asked for */
export function describeRun(mode: string, people: number): Run {
  return { machine: describeMachine(), date: today(), commit: commit(), mode, people };
}

function today(): string {
  return new Date().toISOString().slice(0, 16).replace('T', ' ');
}

function commit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', '../src') === '' ? '' : ', with changes'}`;
  } catch {
    return 'unknown';
  }
}

function describeMachine(): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? Number.NaN,
  };
}
