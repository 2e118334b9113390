// Signs one of the demonstration's people in with a real browser, without scripts
// as the page promises and by the keyboard alone, in both languages, and asks the
// API with the token that comes of it.
//
//   MOTCUA_URL=http://127.0.0.1:8080 node e2e/sign-in.mjs

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { TIMEOUT, address, launch, watch } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

// Faults of accessibility, in both schemes of colours and on a narrow screen.
async function accessible(page, what) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    if (violations.length > 0) {
      const told = violations.map((v) => `${v.id}: ${v.nodes[0].html}`).join('\n  ');
      throw new Error(`${what}, ${colorScheme}: not accessible:\n  ${told}`);
    }
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (wide) throw new Error(`${what}: wider than a telephone's screen`);
  console.log(`ok   ${what}: accessible, and fits a telephone`);
}

async function open(browser, options) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  const faults = watch(page, new URL(address()).origin);
  await page.goto(new URL('/sign-in/', address()).href);
  return { page, faults };
}

async function ask(token) {
  const response = await fetch(new URL('/graphql', address()), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { name grants { role agency { code } } } }' }),
  });
  return response.json();
}

// Without scripts and by the keyboard: the first person is reached and chosen.
async function signIn(browser) {
  const { page, faults } = await open(browser, { javaScriptEnabled: false, locale: 'vi-VN' });
  await page.getByRole('heading', { name: 'Chọn người để đăng nhập' }).waitFor();
  const wanted = page.getByRole('button', { name: /Phan Thị Tiếp/ });
  for (let n = 0; n < 20; n++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').getAttribute('value')) === (await wanted.getAttribute('value'))) break;
  }
  await page.keyboard.press('Enter');
  const token = await page.getByLabel(/Mã truy cập/).inputValue();
  const answer = await ask(token);
  const [grant] = answer.data.viewer.grants;
  if (answer.data.viewer.name !== 'Phan Thị Tiếp' || grant.role !== 'RECEIVER' || grant.agency.code !== 'H41') {
    throw new Error(`the token says ${JSON.stringify(answer)}`);
  }
  if (faults.length > 0) throw new Error(`faults on the page:\n  ${faults.join('\n  ')}`);
  console.log('ok   signed in by the keyboard, without scripts, and the API knows who asks');
}

async function read(browser) {
  const { page, faults } = await open(browser, { locale: 'vi-VN' });
  await accessible(page, 'the people');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Choose who signs in' }).waitFor();
  if (process.env.MOTCUA_SCREENSHOT) await page.screenshot({ path: process.env.MOTCUA_SCREENSHOT });
  await page.getByRole('button', { name: /Auditor of everything/ }).click();
  await page.getByRole('heading').first().waitFor();
  await accessible(page, 'the token');
  if (faults.length > 0) throw new Error(`faults on the page:\n  ${faults.join('\n  ')}`);
  await page.goBack(); // the page may not be kept, so the browser asks again
  await page.getByRole('heading', { name: /This request to sign in does not hold any more/ }).waitFor();
  console.log('ok   a request that was used is refused, in words');
}

const browser = await launch();
try {
  await signIn(browser);
  await read(browser);
} catch (error) {
  console.error(`FAIL ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
