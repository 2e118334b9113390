// graphql-codegen: the client preset makes types of the schema and of documents,
// and tsc takes both and a program that uses them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

const here = new URL('.', import.meta.url).pathname;
const bin = (name) => join(here, 'node_modules/.bin', name);

function run(command, ...args) {
  try {
    return execFileSync(command, args, { cwd: join(here, 'codegen'), encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    assert.fail(`${error.stdout}\n${error.stderr}`);
  }
}

test('types are generated and used', () => {
  rmSync(join(here, 'codegen/generated'), { recursive: true, force: true });
  run(bin('graphql-codegen'), '--config', 'codegen.json');
  run(bin('tsc'), '--project', 'tsconfig.json');
});
