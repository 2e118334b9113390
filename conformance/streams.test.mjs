// Subscriptions by the clients of the two protocols: graphql-sse in its mode of
// distinct connections, and graphql-ws.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';
import { socketURL, url } from './server.mjs';

const changes = 'subscription Changes { catalogChanged { cursor changes { removed } } }';

const clients = {
  'graphql-sse': () => createEvents({ url: url(), retryAttempts: 0 }),
  'graphql-ws': () => createSocket({ url: socketURL(), webSocketImpl: WebSocket, retryAttempts: 0, lazy: true }),
};

for (const [name, connect] of Object.entries(clients)) {
  test(`${name}: events come until the client leaves`, async () => {
    const client = connect();
    const events = client.iterate({ query: changes });
    const first = await events.next();
    assert.ok(first.value.data.catalogChanged.cursor);
    assert.deepEqual(first.value.data.catalogChanged.changes, []);
    await events.return();
    await client.dispose();
  });

  test(`${name}: a query has one answer`, async () => {
    const client = connect();
    const answers = [];
    for await (const answer of client.iterate({ query: 'query Codes($n: Int!) { procedures(first: $n) { nodes { code } } }', variables: { n: 2 } })) {
      answers.push(answer);
    }
    assert.equal(answers.length, 1);
    assert.equal(answers[0].data.procedures.nodes.length, 2);
    await client.dispose();
  });

  test(`${name}: a fault of the document is told`, async () => {
    const client = connect();
    const told = await new Promise((resolve, reject) => {
      client.subscribe({ query: 'subscription { nothing }' }, {
        next: (answer) => resolve(answer.errors),
        error: resolve,
        complete: () => reject(new Error('completed without a word')),
      });
    });
    assert.equal(told[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    await client.dispose();
  });
}

test('graphql-ws: many operations share a socket', async () => {
  let opened = 0;
  const client = createSocket({ url: socketURL(), webSocketImpl: WebSocket, retryAttempts: 0, on: { opened: () => opened++ } });
  const asked = [...Array(20).keys()].map(async (n) => {
    const events = client.iterate({ query: changes });
    const { value } = await events.next();
    await events.return();
    return Boolean(value.data.catalogChanged.cursor);
  });
  assert.ok((await Promise.all(asked)).every(Boolean));
  assert.equal(opened, 1);
  await client.dispose();
});

test('graphql-ws: a token that is none closes the socket as forbidden', async () => {
  const client = createSocket({
    url: socketURL(), webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { Authorization: 'Bearer nothing' },
  });
  const closed = await new Promise((resolve) => {
    client.subscribe({ query: '{ __typename }' }, { next: () => {}, complete: () => {}, error: resolve });
  });
  assert.equal(closed.code, 4403);
});
