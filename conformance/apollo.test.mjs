// Apollo Client: persisted queries over GET, a page after another merged by its
// relay-style policy, and errors with codes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { createHash } from 'node:crypto';
import { url } from './server.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

// A client, and the requests that it sent.
function connect() {
  const sent = [];
  const watched = (input, init) => {
    const at = new URL(input);
    sent.push({ method: init.method, query: at.searchParams.get('query') ?? JSON.parse(init.body ?? '{}').query ?? null });
    return fetch(input, init);
  };
  const client = new ApolloClient({
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { procedures: relayStylePagination(['search', 'filter', 'orderBy']) } } },
    }),
    link: ApolloLink.from([
      new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
      new HttpLink({ uri: url(), fetch: watched }),
    ]),
  });
  return { client, sent };
}

const list = gql`
  query ApolloList($first: Int!, $after: String) {
    procedures(first: $first, after: $after) {
      totalCount
      edges { cursor node { id code name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

test('a query is asked for by its hash over GET, and its text is sent once', async () => {
  const first = connect();
  const { data } = await first.client.query({ query: list, variables: { first: 2 } });
  assert.equal(data.procedures.edges.length, 2);
  const second = connect();
  await second.client.query({ query: list, variables: { first: 3 } });
  assert.deepEqual(second.sent, [{ method: 'GET', query: null }]);
});

test('pages are merged into one list', async () => {
  const { client } = connect();
  const watched = client.watchQuery({ query: list, variables: { first: 2 } });
  const seen = watched.subscribe(() => {});
  const { data } = await client.query({ query: list, variables: { first: 2 } });
  await watched.fetchMore({ variables: { after: data.procedures.pageInfo.endCursor } });
  seen.unsubscribe();
  const merged = client.readQuery({ query: list, variables: { first: 2 } });
  assert.equal(merged.procedures.edges.length, 4);
  assert.equal(new Set(merged.procedures.edges.map((edge) => edge.node.id)).size, 4);
});

test('an error has a code beside the data', async () => {
  const { client } = connect();
  const result = await client.query({
    query: gql`query ApolloError { procedure(code: "9.999999") { name } sectors(first: 1) { totalCount } }`,
    errorPolicy: 'all',
  });
  assert.ok(CombinedGraphQLErrors.is(result.error));
  assert.equal(result.error.errors[0].extensions.code, 'NOT_FOUND');
  assert.ok(result.data.sectors.totalCount > 0);
});
