/** The one stage that all tasks share, and how people come to it. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { type Answer, openStage, type Stage, skip, type Visit } from './stage.ts';

let stage: Stage | undefined;

before(async () => {
  if (!skip) stage = await openStage();
});
after(() => stage?.close());

export function onStage(): Stage {
  assert.ok(stage);
  return stage;
}

/** Somebody of the demo people; each task takes whom it needs, so that tasks do not meet. */
export const as: Stage['signIn'] = (name, options) => onStage().signIn(name, options);

export async function called({ api }: Visit, collection: string, name: string) {
  const { body }: Answer = await api('GET', `/me/profile/${collection}`);
  return body.value.find((item: { displayName: string }) => item.displayName === name);
}

/** Waits until the app has brought something about at the server. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`It never came about: ${what}.`);
}

/** Comes back to the tab a minute later, when what is on screen is read anew. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => now() + 60_000;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
}

/** How a server answers that has broken. */
export const broken = { status: 500, json: { error: { code: 'generalException', message: 'Down for a moment.' } } };

/** Keeps the server from answering such requests until it is told how; those that come later are answered. */
export async function holdBack(page: Page, method: string, address: string): Promise<(how: 'answer' | 'refuse') => void> {
  const { promise: told, resolve: tell } = Promise.withResolvers<'answer' | 'refuse'>();
  let isTold = false;
  await page.route(address, async (route) => {
    if (isTold || route.request().method() !== method) return route.fallback();
    return (await told) === 'answer' ? route.continue() : route.fulfill(broken);
  });
  return (how) => {
    isTold = true;
    tell(how);
  };
}
