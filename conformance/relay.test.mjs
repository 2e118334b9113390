// Relay: its compiler takes the schema with connections and refetchable fragments,
// and its runtime pages and refetches against the server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { join } from 'node:path';
import ts from 'typescript';
import { url } from './server.mjs';

const require = createRequire(import.meta.url);
const { Environment, Network, RecordSource, Store, fetchQuery, getRequest, createOperationDescriptor } = require('relay-runtime');
const here = new URL('.', import.meta.url).pathname;
const generated = join(here, 'relay/__generated__');
let compiled; // the compiled artifacts as JavaScript
let documents; // by the ids that Relay gave them

before(() => {
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated);
  writeFileSync(join(generated, 'persisted.json'), '{}');
  copyFileSync(join(here, '../schema.graphqls'), join(here, 'relay/schema.graphql')); // it knows no other ending
  const said = execFileSync(join(here, 'node_modules/.bin/relay-compiler'), ['relay.config.json'], { cwd: join(here, 'relay'), encoding: 'utf8', stdio: 'pipe' });
  assert.doesNotMatch(said, /error/i);
  compiled = mkdtempSync(join(here, 'relay/compiled-'));
  writeFileSync(join(compiled, 'package.json'), '{"type": "module"}');
  for (const file of readdirSync(generated).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(generated, file), 'utf8').replaceAll(/from '(.*)\.graphql'/g, "from '$1.graphql.js'").replaceAll(/from "\.\/(.*)\.graphql"/g, 'from "./$1.graphql.js"');
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: 'ESNext', target: 'ES2022' } });
    writeFileSync(join(compiled, file.replace(/\.ts$/, '.js')), outputText);
  }
  documents = JSON.parse(readFileSync(join(generated, 'persisted.json'), 'utf8'));
});

after(() => compiled && rmSync(compiled, { recursive: true, force: true }));

const artifact = async (name) => (await import(join(compiled, `${name}.graphql.js`))).default;

const environment = () => new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(async (params, variables) => {
    const response = await fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: params.text ?? documents[params.id], variables }),
    });
    return response.json();
  }),
});

test('a list grows by a page', async () => {
  const relay = environment();
  const query = await artifact('ProcedureListQuery');
  await fetchQuery(relay, query, { search: null, first: 2 }).toPromise();
  const next = await artifact('ProcedureListPageQuery');
  const client = (name) => relay.getStore().getSource().get(name);
  const key = Object.keys(client('client:root')).find((name) => name.startsWith('__ProcedureList_procedures_connection'));
  const connection = client(client('client:root')[key].__ref);
  const { endCursor } = client(connection.pageInfo.__ref);
  await fetchQuery(relay, next, { search: null, first: 2, after: endCursor }).toPromise();
  assert.equal(client(client('client:root')[key].__ref).edges.__refs.length, 4);
});

test('an object is asked again by its id', async () => {
  const relay = environment();
  const query = await artifact('ProcedureListQuery');
  await fetchQuery(relay, query, { search: 'khai sinh', first: 1 }).toPromise();
  const source = relay.getStore().getSource();
  const id = source.getRecordIDs().find((name) => source.get(name).__typename === 'Procedure');
  const request = getRequest(await artifact('ProcedureCardQuery'));
  const refetched = await fetchQuery(environment(), request, { id }).toPromise();
  assert.ok(refetched.node);
  assert.ok(createOperationDescriptor(request, { id }).fragment.dataID);
});
