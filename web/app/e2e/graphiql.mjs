// Opens the page of a running server in a real browser, runs each of its first
// queries and fails unless each has an answer without errors.
//
//   MOTCUA_URL=http://127.0.0.1:8080 node e2e/graphiql.mjs
//
// CHROMIUM names the browser, if it isn't where systems usually put it.
// MOTCUA_SCREENSHOT names a PNG file to write the page to, also on failure.

import process from 'node:process';
import { TIMEOUT, address, launch, watch } from './browser.mjs';

// The catalogue must hold this procedure: the registration of a marriage.
const EXPECTED = { Search: '1.000894', Procedure: '1.000894', Facets: 'totalCount' };

// GraphiQL learns the name of an operation a moment after its tab is shown, and
// a browser under control is quicker than a hand: a click that sent another name
// is repeated.
async function execute(page, name) {
  for (let attempt = 0; attempt < 10; attempt++) {
    const [response] = await Promise.all([
      page.waitForResponse((response) => new URL(response.url()).pathname === '/graphql'),
      page.getByRole('button', { name: /execute query/i }).click(),
    ]);
    if (response.request().postDataJSON().operationName === name) return response.json();
    await page.waitForTimeout(500);
  }
  throw new Error(`${name}: the page never sent this operation`);
}

async function runTab(page, name) {
  await page.locator('.graphiql-tab-button').getByText(name, { exact: true }).click();
  const query = page.locator('.graphiql-query-editor .view-lines');
  await query.filter({ hasText: `query ${name}`.replace(' ', '\u00a0') }).waitFor();

  const answer = await execute(page, name);
  if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
  if (!JSON.stringify(answer.data).includes(EXPECTED[name])) {
    throw new Error(`${name}: no ${EXPECTED[name]} in ${JSON.stringify(answer.data)}`);
  }
  await page
    .locator('.graphiql-response .view-lines')
    .filter({ hasText: EXPECTED[name] })
    .waitFor();
  console.log(`ok   ${name}: answered, and shown on the page`);
}

async function main() {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(TIMEOUT);
  const faults = watch(page, new URL(address()).origin);
  try {
    await page.goto(new URL('/', address()).href);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    console.log(`ok   editor is there: ${await page.title()}`);

    await page.getByRole('button', { name: /documentation explorer/i }).click();
    await page.locator('.graphiql-doc-explorer').getByText('query', { exact: true }).waitFor();
    await page.getByRole('button', { name: /documentation explorer/i }).click();
    console.log('ok   documentation is there');

    for (const name of Object.keys(EXPECTED)) await runTab(page, name);
    if (faults.length > 0) throw new Error(`faults on the page:\n  ${faults.join('\n  ')}`);
    console.log('ok   no errors, nothing from another origin');
  } finally {
    if (process.env.MOTCUA_SCREENSHOT) {
      await page.screenshot({ path: process.env.MOTCUA_SCREENSHOT });
    }
    await browser.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(`FAIL ${error.message}`);
  process.exitCode = 1;
}
