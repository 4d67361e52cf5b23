// Screenshots of pages, wide and narrow, light and dark, whole pages as PNG:
//   node scripts/shots.mjs --base http://localhost:3000 --as organizer@laureat.test --out DIR /path1 /path2
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';
import { inRoot } from './project.mjs';

const WIDTHS = { 1280: 900, 390: 844 };
const SCHEMES = ['light', 'dark'];

const { values: options, positionals: paths } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: 'http://localhost:3000' },
    as: { type: 'string' },
    password: { type: 'string', default: 'laureat-demo' },
    out: { type: 'string', default: inRoot('.cache/shots') },
    locale: { type: 'string', default: 'ru-RU' },
  },
});

const at = (address) => new URL(address, options.base).href;

async function signIn(context) {
  const page = await context.newPage();
  await page.goto(at('/sign-in'));
  await page.fill('input[name=email]', options.as);
  await page.fill('input[name=password]', options.password);
  await Promise.all([page.waitForNavigation(), page.press('input[name=password]', 'Enter')]);
  if (new URL(page.url()).pathname === '/sign-in') throw new Error(`${options.as} was not let in.`);
  await page.close();
}

/** @returns {Promise<boolean>} whether the page looks and behaves as a page should */
async function shoot(context, address, file) {
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const response = await page.goto(at(address), { waitUntil: 'networkidle' });
  if (!response?.ok()) complaints.push(`status ${response?.status()}`);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  if (overflow > 0) complaints.push(`${overflow} px wider than the window`);
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
  console.log([file, ...complaints].join('\n    ! '));
  return complaints.length === 0;
}

const fileName = (address, width, scheme) =>
  `${address.replace(/^\//, '').replaceAll(/[^\p{L}\p{N}.-]+/gu, '_') || 'index'}-${width}-${scheme}.png`;

async function main() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium here: `npm run setup:system` installs one.');
  fs.mkdirSync(options.out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  let state;
  try {
    if (options.as) {
      const context = await browser.newContext({ locale: options.locale });
      await signIn(context);
      state = await context.storageState();
      await context.close();
    }
    let isWell = true;
    for (const [width, height] of Object.entries(WIDTHS)) {
      for (const colorScheme of SCHEMES) {
        const viewport = { width: Number(width), height };
        const context = await browser.newContext({
          viewport,
          colorScheme,
          locale: options.locale,
          storageState: state,
        });
        for (const address of paths.length > 0 ? paths : ['/']) {
          isWell =
            (await shoot(context, address, path.join(options.out, fileName(address, width, colorScheme)))) && isWell;
        }
        await context.close();
      }
    }
    return isWell;
  } finally {
    await browser.close();
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
