// urql: persisted queries over GET, and subscriptions through either of its ways.
import assert from 'node:assert/strict';
import test from 'node:test';
import { cacheExchange, Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-ws';
import { pipe, take, toPromise } from 'wonka';
import WebSocket from 'ws';
import { socketURL, url } from './server.mjs';

const changes = gql`subscription UrqlChanges { catalogChanged { cursor } }`;

test('a query by its hash over GET', async () => {
  const methods = [];
  const client = new Client({
    url: url(),
    preferGetMethod: true,
    fetch: (input, init) => {
      methods.push(init.method);
      return fetch(input, init);
    },
    exchanges: [cacheExchange, persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange],
  });
  const query = gql`query UrqlSearch($search: String!) { procedures(search: $search, first: 1) { nodes { id code } } }`;
  const result = await client.query(query, { search: 'dang ky ket hon' }).toPromise();
  assert.equal(result.error, undefined);
  assert.equal(result.data.procedures.nodes[0].code, '1.000894');
  assert.ok(methods.length <= 2 && methods[0] === 'GET');
});

test('a subscription by server-sent events', async () => {
  const client = new Client({
    url: url(),
    fetchSubscriptions: true,
    preferGetMethod: false,
    exchanges: [fetchExchange],
    // urql leaves the rejection unhandled that Node makes of its abort.
    fetch: (input, init) => fetch(input, { ...init, signal: undefined }),
  });
  const result = await pipe(client.subscription(changes, {}), take(1), toPromise);
  assert.equal(result.error, undefined);
  assert.ok(result.data.catalogChanged.cursor);
});

test('a subscription by graphql-ws', async () => {
  const socket = createClient({ url: socketURL(), webSocketImpl: WebSocket });
  const client = new Client({
    url: url(),
    preferGetMethod: false,
    exchanges: [subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ ...request, query: request.query ?? '' }, sink) }),
      }),
    })],
  });
  const result = await pipe(client.subscription(changes, {}), take(1), toPromise);
  assert.ok(result.data.catalogChanged.cursor);
  await socket.dispose();
});
