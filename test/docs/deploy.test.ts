/** The deployment recipes: read as what they are, and asking the server for nothing that it does not have. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { settings, variableName } from '../../src/cli/settings.ts';

const folder = join(import.meta.dirname, '../../deploy');
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: looked into freely
const documentsOf = (file: string): readonly any[] => loadAll(textOf(file));

const known = new Set(Object.keys(settings.serve).map(variableName));

for (const file of ['compose.yaml', 'kubernetes.yaml', 'Dockerfile']) {
  test(`every variable that ${file} sets is a setting of serve`, () => {
    const names = new Set(textOf(file).match(/PROFICIO_[A-Z_]+/g));
    assert.ok(names.size > 3);
    for (const name of names) assert.ok(known.has(name), name);
  });
}

test('the compose file builds what it runs, and waits for the database', () => {
  const [{ services }] = documentsOf('compose.yaml');
  const { build, depends_on: needs } = services.node1;
  assert.ok(existsSync(join(folder, build.context, build.dockerfile)));
  assert.equal(needs.postgres.condition, 'service_healthy');
  assert.match(services.balancer.command, /--to node1:8080 --to node2:8080/);
});

test('the manifests probe the addresses of health, and keep enough pods when nodes are drained', () => {
  const documents = documentsOf('kubernetes.yaml');
  const only = (kind: string) => documents.find((document) => document.kind === kind);
  const { template, replicas } = only('Deployment').spec;
  const [container] = template.spec.containers;
  assert.equal(container.startupProbe.httpGet.path, '/health/live');
  assert.equal(container.livenessProbe.httpGet.path, '/health/live');
  assert.equal(container.readinessProbe.httpGet.path, '/health/ready');
  const { labels } = template.metadata;
  assert.deepEqual(only('Service').spec.selector, labels);
  const budget = only('PodDisruptionBudget').spec;
  assert.deepEqual(budget.selector.matchLabels, labels);
  assert.ok(budget.minAvailable < replicas);
  // What is in flight has ten seconds, after the service has forgotten the pod.
  assert.ok(template.spec.terminationGracePeriodSeconds >= 5 + 10);
});
