// GraphQL over HTTP, by the audits of graphql-http: each of them, the optional
// ones too.
import assert from 'node:assert/strict';
import test from 'node:test';
import { serverAudits } from 'graphql-http';
import { url } from './server.mjs';

const audits = serverAudits({ url: url('/graphql'), fetchFn: fetch });

test('there are as many audits as there were', () => assert.equal(audits.length, 61));

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    assert.equal(result.status, 'ok', `${result.status}: ${result.reason}`);
  });
}
