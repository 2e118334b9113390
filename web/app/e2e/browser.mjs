// What the browser tests share: a real browser, the server's address, and what a
// page must never do.

import { existsSync } from 'node:fs';
import process from 'node:process';
import { chromium } from 'playwright-core';

export const TIMEOUT = 60_000;

// The address of the running server.
export function address() {
  const given = process.env.MOTCUA_URL;
  if (!given) throw new Error('MOTCUA_URL is not set: give the address of a running server');
  return given;
}

export function launch() {
  return chromium.launch({
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
}

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
export function watch(page, origin) {
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
