import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '../../../src/platform/ids.js';
import { addressesOf } from '../../support/addresses.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** Forms that somebody sends who is not signed in, or that are looked through before anybody is asked who sends them. */
const open = [
  /^\/sign-in/,
  /^\/sign-out/,
  /^\/preferences/,
  /^\/(judging\/|entry-)?invitations?\/\w+\/(accept|decline)$/,
  /^\/vote/,
  /^\/register/,
  /^\/letters\/refuse/,
  /^\/consents\/\w+\/(give|withdraw)$/,
  /^\/cycles$/,
  /\/assignment\/[^/]+\/move$/,
  /\/ranking\/vote$/,
  /^\/admin\/clock$/,
];

it('a form of a guest is refused before it is looked through, but at the doors', async () => {
  const year = await given.cycle(app.em);
  const values = { id: [newId()], cycle: [year.cycle.id], 'cycles/': [year.cycle.id], year: ['2026'], token: ['x'] };
  const addresses = addressesOf(app, values, 'POST').filter(
    (address) =>
      !/^\/(api\/|admin\/queues(\/|$))/.test(address) &&
      !address.includes('*') &&
      !open.some((door) => door.test(address)),
  );
  expect(addresses.length).toBeGreaterThan(100);
  const guest = app.guest();
  const answered: string[] = [];
  for (const address of addresses) {
    const { statusCode } = await guest.post(address);
    if (statusCode !== 401) answered.push(`${statusCode} ${address}`);
  }
  expect(answered).toEqual([]);
});
