// Opens the page of a running server in a real browser, runs each of its first
// queries and fails unless each has an answer without errors.
//
//   MOTCUA_URL=http://127.0.0.1:8080 node e2e/graphiql.mjs
//
// CHROMIUM names the browser, if it isn't where systems usually put it.
// MOTCUA_SCREENSHOT names a PNG file to write the page to, also on failure.

import { existsSync } from 'node:fs';
import process from 'node:process';
import { chromium } from 'playwright-core';

const TIMEOUT = 60_000;

// The catalogue must hold this procedure: the registration of a marriage.
const EXPECTED = { Search: '1.000894', Procedure: '1.000894', Facets: 'totalCount' };

function findBrowser() {
  const candidates = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium found: install it, or name it in CHROMIUM');
  return found;
}

// What the page must never do: fail quietly, break its own policy, load from
// elsewhere. The list is filled while the page runs and must stay empty.
function watch(page, origin) {
  const faults = [];
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    // The page itself drops a request when it has no more use for the answer.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      faults.push(`failed request: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['blob:', 'data:'].includes(url.protocol) && url.origin !== origin) {
      faults.push(`request to another origin: ${request.url()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} for ${response.url()}`);
  });
  return faults;
}

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
  const address = process.env.MOTCUA_URL;
  if (!address) throw new Error('MOTCUA_URL is not set: give the address of a running server');

  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: [
      '--no-sandbox', // A container's root has no sandbox to offer.
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(TIMEOUT);
  const faults = watch(page, new URL(address).origin);
  try {
    await page.goto(new URL('/', address).href);
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
