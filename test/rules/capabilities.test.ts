/** What $metadata claims may be done at each place, against the table of rules that does it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StructuredType } from '../../src/model/field.ts';
import { schema } from '../../src/model/schema.ts';
import { accessOf, capabilities } from '../../src/odata/capabilities.ts';
import type { Step, Target } from '../../src/odata/intent.ts';
import { servedVerbs } from '../../src/profile/act.ts';

/** A place as the claims name it, with the steps that lead to it. */
interface Place {
  readonly name: string;
  readonly type: StructuredType;
  readonly collection: boolean;
  readonly steps: readonly Step[];
}

function withKey(steps: readonly Step[], key: string): readonly Step[] {
  const last = steps.at(-1);
  return last?.kind === 'container' || last?.kind === 'navigation' ? [...steps.slice(0, -1), { ...last, key }] : steps;
}

/** Every place of the schema that has claims of its own; what is only linked to is not followed. */
function places(): readonly Place[] {
  const inside = (type: StructuredType, steps: readonly Step[]): readonly Place[] =>
    [...type.navigations.values()].flatMap((navigation) => {
      const { name, collection, contained } = navigation;
      const here = [...steps, { kind: 'navigation', navigation } as const];
      const target = navigation.target();
      const place = { name: `${type.name}/${name}`, type: target, collection, steps: here };
      return contained ? [place, ...inside(target, collection ? withKey(here, '1') : here)] : [place];
    });
  return [...schema.containers.values()].flatMap((container) => {
    const steps = [{ kind: 'container', container } as const];
    const collection = container.kind === 'set';
    const place = { name: container.name, type: container.type, collection, steps };
    return [place, ...inside(container.type, collection ? withKey(steps, '1') : steps)];
  });
}

function target({ type }: Place, steps: readonly Step[], end: Target['end']): Target {
  return { end, steps, type, collection: end === 'entities', queryInBody: false };
}

for (const place of places()) {
  const path = place.steps.map((step) =>
    step.kind === 'container' ? step.container.name : step.kind === 'navigation' ? step.navigation.name : '',
  );
  test(`what may be done at ${path.join('/')} is what is claimed for ${place.name}`, () => {
    const { get, create, update, remove } = accessOf(capabilities, place.name);
    const one = servedVerbs(target(place, place.collection ? withKey(place.steps, '1') : place.steps, 'entity'));
    assert.equal(one.includes('read'), get, 'get');
    assert.equal(one.includes('update'), update, 'update');
    assert.equal(one.includes('remove'), remove, 'remove');
    assert.equal(one.includes('replace'), false, 'UpdateMethod says PATCH alone');
    if (!place.collection) return;
    const many = servedVerbs(target(place, place.steps, 'entities'));
    assert.ok(many.includes('read'));
    assert.equal(many.includes('create'), create, 'create');
    assert.deepEqual(
      many.filter((verb) => verb !== 'read' && verb !== 'create'),
      [],
      'a collection as a whole is neither changed nor removed',
    );
  });
}
