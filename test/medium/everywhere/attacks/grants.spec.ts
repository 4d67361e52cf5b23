import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getStanding } from '../../../../src/accounts/grants/standing.queries.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { plantedAddresses } from '../../../support/planted-addresses.js';
import { plantedContest, secrets, type Planted, type Who } from '../../../support/planted-contest.js';
import { textOf } from '../../../support/text-of-answer.js';
import { waysOfGranting, type Attempt } from '../../../support/ways-of-granting.js';

let app: TestApp;
let planted: Planted;
let ways: Attempt[];
let addresses: string[];
beforeAll(async () => {
  app = await startApp();
  planted = await plantedContest(app);
  ways = waysOfGranting(app, planted);
  // What is about a contest or an entry; a person's own pages are the person's, and the page on which a region reads the
  // results of its entries tells organizers nothing that they have not elsewhere.
  addresses = someOfEach(
    (await plantedAddresses(app, planted)).filter(
      (address) =>
        !address.endsWith('/result') &&
        /^\/(api\/v1\/)?(submissions|cycles|nominations|corrections|admin|users|role-grants|organisations)\b/.test(
          address,
        ),
    ),
  );
});
afterAll(() => app.close());

/** Of the addresses of one kind the first two and the last: `FAULTS=long` looks behind all of them. */
function someOfEach(all: readonly string[]): string[] {
  if (isLong) return [...all];
  const kinds = new Map<string, string[]>();
  for (const address of all) {
    const kind = address.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id');
    kinds.set(kind, [...(kinds.get(kind) ?? []), address]);
  }
  return [...kinds.values()].flatMap((same) => (same.length <= 3 ? same : [same[0]!, same[1]!, same.at(-1)!]));
}

const reached = new Map<string, Promise<Set<string>>>();
/** What opens to somebody, and what secret stands behind it. */
function reachOf(key: string, browser: Browser): Promise<Set<string>> {
  const known = reached.get(key) ?? reach(browser);
  reached.set(key, known);
  return known;
}

async function reach(browser: Browser): Promise<Set<string>> {
  const found = new Set<string>();
  const look = async (address: string) => {
    const answer = await browser.get(address);
    if (answer.statusCode !== 200) return;
    found.add(address);
    const text = textOf(answer);
    for (const [what, secret] of Object.entries(secrets)) if (text.includes(secret)) found.add(`${what} at ${address}`);
  };
  for (let from = 0; from < addresses.length; from += 8) await Promise.all(addresses.slice(from, from + 8).map(look));
  return found;
}

/** The rights of a person in words that are the same for everybody who has the same. */
const rightsOf = async (userId: string): Promise<string> => {
  const { grants, organisationIds, sits } = await getStanding(app.em, userId);
  return JSON.stringify([grants, organisationIds, sits]);
};
const none = JSON.stringify([[], [], false]);

/** Those who have something to give, and a stranger. */
const giving: Who[] = ['member', 'coordinator', 'organizer', 'secretary', 'last organizer', 'conflicted organizer'];
const others: Who[] = [
  'guest',
  'other member',
  'chair',
  'auditor',
  'body member',
  'conflicted secretary',
  'expert author',
];
const isLong = process.env['FAULTS'] === 'long';
const granters: Who[] = isLong ? [...giving, ...others] : [...giving, 'expert author'];
let tries = 0;
let granted = 0;
let compared = 0;

describe('whoever is given something by somebody', () => {
  it.each(granters)(
    'reaches nothing that the %s does not reach',
    async (who) => {
      const granter = who === 'guest' ? app.guest() : await app.signIn(planted.emails[who]);
      const beyond: string[] = [];
      for (const { way, give } of ways) {
        const to = await given.user(app.em);
        await give(granter, to);
        tries += 1;
        const rights = await rightsOf(to.id);
        if (rights === none) continue;
        granted += 1;
        const own = await reachOf(who, granter);
        const theirs = await reachOf(rights, await app.signIn(to.email));
        compared += theirs.size;
        for (const what of theirs) if (!own.has(what)) beyond.push(`${way} opens ${what}`);
      }
      expect(beyond).toEqual([]);
    },
    900_000,
  );

  it('was tried in every way, and some of it was given', () => {
    process.stdout.write(
      `${tries} tries, ${granted} given, ${compared} things that opened were looked for at the giver\n`,
    );
    expect(ways.length).toBeGreaterThan(100);
    expect(granted).toBeGreaterThan(isLong ? 20 : 10);
  });
});
