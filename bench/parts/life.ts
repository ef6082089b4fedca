/** What the server takes besides requests: start-up, memory at rest, import, export, disk. */
import { setTimeout as wait } from 'node:timers/promises';
import { itemCount } from '../data.ts';
import type { Finding } from '../finding.ts';
import { median } from '../rounds.ts';
import { type Stage, startUs } from '../stage.ts';

const limits = { startUp: 300, memory: 200e6, import: 50_000, disk: 1.6 } as const;
const starts = 5;

export async function measureLife(stage: Stage): Promise<readonly Finding[]> {
  const { seeded, jsonBytes, exportSeconds } = stage;
  const startUps: number[] = [];
  const memories: number[] = [];
  for (let start = 0; start < starts; start++) {
    const us = await startUs(stage, seeded);
    startUps.push(us.startUp);
    await wait(500);
    memories.push(us.memory());
    await us.stop();
  }
  const startUp = median(startUps);
  const memory = median(memories);
  const disk = seeded.disk / jsonBytes;
  const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')} items/s`;
  return [
    {
      what: 'From the start of the process to the first 200',
      value: `${Math.round(startUp)} ms`,
      target: `≤ ${limits.startUp} ms`,
      met: startUp <= limits.startUp,
    },
    {
      what: 'Memory at rest',
      value: `${Math.round(memory / 1e6)} MB`,
      target: `< ${limits.memory / 1e6} MB`,
      met: memory < limits.memory,
    },
    {
      what: 'Import',
      value: perSecond(seeded.itemsPerSecond),
      target: `≥ ${perSecond(limits.import)}`,
      met: seeded.itemsPerSecond >= limits.import,
    },
    { what: 'Export', value: perSecond(itemCount(seeded.people) / exportSeconds), target: '' },
    { what: 'Disk, of the JSON text', value: `${disk.toFixed(2)} ×`, target: `≤ ${limits.disk} ×`, met: disk <= limits.disk },
  ];
}
