// @graphql-eslint over the schema: its recommended rules and those of Relay. What
// is excepted stands here with the reason.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { ESLint } from 'eslint';
import graphql from '@graphql-eslint/eslint-plugin';

const here = new URL('.', import.meta.url).pathname;
const root = join(here, '..');
const schema = join(root, 'schema.graphqls');
const { configs } = graphql;

const exceptions = {
  // Most descriptions are one line, and read better as one.
  '@graphql-eslint/description-style': 'off',
  // What has an id implements Node, which says so. A fee or a step has none.
  '@graphql-eslint/strict-id-in-types': 'off',
  // A list that always comes whole is a plain list: the steps of a procedure. And
  // aliases and pins are rows to be ended, not objects to be fetched by their ids.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
};

test('the schema keeps the rules', async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [{
      files: ['**/*.graphqls'],
      plugins: { '@graphql-eslint': graphql },
      languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } },
      rules: { ...configs['flat/schema-recommended'].rules, ...configs['flat/schema-relay'].rules, ...exceptions },
    }],
  });
  const [{ messages }] = await eslint.lintFiles([schema]);
  assert.deepEqual(messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`), []);
});
