/** The demo people: the same every time, in agreement with each other, and worth looking at in every collection. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { collections } from '../../src/model/collections.ts';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { type DemoLine, demoEntries, demoLines } from '../../src/profile/demo/demo.ts';
import { personId } from '../../src/profile/person-id.ts';

const lines = demoLines();
const ofKind = (kind: string) => lines.filter((line) => line.kind === kind);
const users = ofKind('user');
const items = ofKind('item');
// biome-ignore lint/suspicious/noExplicitAny: items are looked into freely
const told = (line: DemoLine): any => line.value;
const byId = new Map(users.map((user) => [String(user.value.id), user.value]));

test('there are about fifty people, whose ids follow from their names', () => {
  assert.ok(users.length >= 45 && users.length <= 60, `${users.length} people`);
  for (const { value } of users) {
    assert.equal(value.id, personId(demoTenant.id, String(value.userPrincipalName)));
    assert.ok(String(value.userPrincipalName).endsWith(`@${demoTenant.domain}`));
  }
  assert.equal(new Set(users.map(({ value }) => value.department)).size, 11);
});

test('names are of many scripts', () => {
  const names = items.filter(({ collection }) => collection === 'names').map((line) => String(line.value.displayName));
  for (const script of ['Han', 'Hiragana', 'Arabic'])
    assert.ok(
      names.some((name) => new RegExp(`\\p{Script=${script}}`, 'u').test(name)),
      script,
    );
  assert.ok(names.filter((name) => /[^ -~]/.test(name)).length > 20);
});

test('every record passes the checks of an import, and ids are each there once', () => {
  const entries = [...demoEntries()];
  const members = ofKind('group').reduce((sum, group) => sum + (group.members as unknown[]).length, 0);
  assert.equal(entries.length, lines.length + members);
  const ids = lines.map(({ value }) => value.id);
  assert.equal(new Set(ids).size, ids.length);
});

test('they are the same on every machine', () => {
  const digest = (tenant?: string) =>
    createHash('sha256')
      .update(JSON.stringify(demoLines(tenant)))
      .digest('hex');
  assert.equal(digest(), digest(demoTenant.id));
  assert.notEqual(digest(), digest('c0ffee00-0000-4000-8000-0000000000ff'));
  assert.equal(users.find(({ value }) => value.givenName === 'Ines')?.value.id, '10cb5314-4a1d-5c93-ac15-1d31d10633cb');
});

test('every collection has items of several people, and everybody has a profile worth reading', () => {
  for (const { name } of collections) {
    const owners = new Set(items.filter(({ collection }) => collection === name).map(({ user }) => user));
    assert.ok(owners.size >= 5, `${name}: ${owners.size} people`);
  }
  for (const { value } of users) {
    const own = items.filter(({ user }) => user === value.id);
    assert.ok(own.length >= 20, `${value.displayName}: ${own.length} items`);
  }
});

test('some items are inferred, unanswered, confirmed or declined; some are private or for few', () => {
  const inferences = items.map((item) => told(item).inference).filter((inference) => inference !== null);
  const answers = (answer: boolean | null) =>
    inferences.filter(({ userHasVerifiedAccuracy }) => userHasVerifiedAccuracy === answer).length;
  assert.ok(answers(null) > 20 && answers(true) > 5 && answers(false) > 5);
  for (const { confidenceScore } of inferences) assert.ok(confidenceScore > 0 && confidenceScore < 1);
  const audiences = new Set(items.map((item) => told(item).allowedAudiences));
  for (const audience of ['me', 'family', 'contacts', 'groupMembers', 'organization', 'everyone'])
    assert.ok(audiences.has(audience), audience);
});

test('managers and colleagues agree with each other', () => {
  const present = new Map(
    items.filter((item) => item.collection === 'positions' && told(item).isCurrent).map((item) => [item.user, told(item)]),
  );
  assert.equal(present.size, users.length);
  let heads = 0;
  for (const [user, { manager, colleagues, detail }] of present) {
    assert.equal(detail.jobTitle, byId.get(String(user))?.jobTitle);
    if (manager === null) heads++;
    else {
      const theirs = present.get(manager.userId).colleagues;
      assert.ok(
        theirs.some(
          (other: { userId: string; relationship: string }) => other.userId === user && other.relationship === 'directReport',
        ),
      );
    }
    for (const { userId, displayName, relationship } of colleagues) {
      assert.equal(byId.get(userId)?.displayName, displayName);
      if (relationship === 'colleague') assert.equal(present.get(userId).manager?.userId, manager?.userId);
    }
  }
  assert.equal(heads, 1);
});

test('groups have members, and contacts lead to colleagues and family', () => {
  for (const { members } of ofKind('group')) {
    assert.ok((members as string[]).length >= 3);
    for (const member of members as string[]) assert.ok(byId.has(member));
  }
  const mails = new Set(users.map(({ value }) => value.mail));
  const contacts = ofKind('contact').map(told);
  assert.ok(contacts.filter(({ emailAddresses }) => mails.has(emailAddresses[0].address)).length > 50);
  assert.ok(
    contacts.some(({ categories, emailAddresses }) => categories.includes('Family') && mails.has(emailAddresses[0].address)),
  );
});

test('nothing was told before its person had come', () => {
  const since = new Map(
    items
      .filter((item) => item.collection === 'positions' && told(item).isCurrent)
      .map((item) => [item.user, told(item).detail.startMonthYear]),
  );
  for (const { user, value } of items) {
    assert.ok(String(value.createdDateTime) > since.get(user));
    assert.ok(String(value.lastModifiedDateTime) >= String(value.createdDateTime));
    assert.ok(String(value.lastModifiedDateTime) < '2026-04-01');
  }
});
