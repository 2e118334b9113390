// The schema against the one that was released last: what would break a client
// fails. released.graphqls is written anew with each release, and then only.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const read = (name) => buildSchema(readFileSync(new URL(name, import.meta.url), 'utf8'));

test('nothing breaks clients of the last release', async () => {
  const changes = await diff(read('released.graphqls'), read('../schema.graphqls'));
  const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
  assert.deepEqual(breaking.map((change) => `${change.path}: ${change.message}`), []);
});

test('a breaking change would be seen', async () => {
  const before = buildSchema('type Query { one: Int, two: Int! }');
  const after = buildSchema('type Query { two: Int }');
  const found = (await diff(before, after)).filter((change) => change.criticality.level === CriticalityLevel.Breaking);
  assert.deepEqual(found.map((change) => change.path), ['Query.one', 'Query.two']);
});
