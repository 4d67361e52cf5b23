import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/platform/ids.js';
import { addressesOf } from '../../support/addresses.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let real: Record<string, readonly string[]>;
let people: Map<string, Browser>;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  year = await given.cycle(app.em, { stages: { review: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  const organisation = await given.organisation(app.em);
  const entry = await given.submittedEntry(app.em, year, { organisation });
  const expert = await given.expert(app.em, year);
  const assignment = await given.assignment(app.em, expert, entry);
  const staff = await given.user(app.em, {
    roles: [{ role: 'admin' }, { role: 'organizer', cycleId: year.cycle.id }],
  });
  const entrant = await given.user(app.em, { memberOf: [organisation] });
  people = new Map([
    ['an administrator who organizes', await app.signIn(staff.email)],
    ['an entrant', await app.signIn(entrant.email)],
    ['an expert', await app.signIn(expert.user.email)],
    ['nobody', app.guest()],
  ]);
  const { id: cycleId } = year.cycle;
  const { id: nominationId } = year.nomination;
  real = {
    id: [cycleId],
    'cycles/': [cycleId],
    'submissions/': [entry.id],
    'nominations/': [nominationId],
    cycle: [cycleId],
    nomination: [nominationId],
    entry: [entry.id],
    submission: [entry.id],
    expert: [expert.id],
    assignment: [assignment.id],
    assignmentId: [assignment.id],
    year: [String(year.cycle.year)],
    file: ['app.css'],
    queueName: ['news'],
  };
});
afterAll(() => app.close());

const turnOf = (who: string): number => [...people.keys()].indexOf(who);

const key = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const cursors = [
  key('x'),
  key('x', 'y'),
  key(1, 'y'),
  key(1e300, { a: 1 }),
  key('2026-06-10T09:00:00Z', 'x'),
  key('x', 'y', 'z'),
  key(1, 2, 'y', 'z'),
  key('\0', '\ud800'),
  '%00',
  'a'.repeat(600),
];
const queries = [
  ...cursors.map((cursor) => `cursor=${cursor}`),
  'q=%00',
  'q=%ED%A0%80&state=%27&view=x&nomination=x&meeting=x&after=x&from=x&page=-1&limit=1e9&year=99999999999&asOf=x',
  'q[]=1&q[a]=2&cursor=1&cursor=2&limit=0&preset=__proto__&a=constructor&b=x',
];

/** Addresses that answered with a fault of the program's own. */
async function broken(
  ask: (address: string) => Promise<{ statusCode: number }>,
  addresses: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const { statusCode } = await ask(address);
    if (statusCode >= 500) found.push(`${statusCode} ${address}`);
  }
  return found;
}

/** But for folders of files, and the pages of another program that show queues to administrators. */
const ours = (addresses: readonly string[]) =>
  addresses.filter((address) => !address.includes('*') && !address.startsWith('/admin/queues'));

/** Each thing that nobody would send goes to some of the addresses, to others in turn; `FAULTS=long` sends all to all. */
const isLong = process.env['FAULTS'] === 'long';
const inTurn = (addresses: readonly string[], turn: number, of: number): string[] =>
  addresses.filter((_address, index) => isLong || index % of === turn % of);

describe('what nobody would send', () => {
  it('in the query of any address is refused or left aside, never a fault', async () => {
    const addresses = ours(addressesOf(app, { ...real, id: [year.cycle.id] }));
    expect(addresses.length).toBeGreaterThan(150);
    for (const [turn, [who, query]] of [
      ...queries.map((each) => ['an administrator who organizes', each] as const),
      ...queries.slice(-3).map((each) => ['nobody', each] as const),
    ].entries())
      expect(
        await broken(
          (address) => people.get(who)!.get(address),
          inTurn(addresses, turn, 6).map((address) => `${address}${address.includes('?') ? '&' : '?'}${query}`),
        ),
      ).toEqual([]);
  }, 300_000);

  it.each(['an administrator who organizes', 'an entrant', 'an expert', 'nobody'])(
    'in the path of any address is not found for %s',
    async (who) => {
      const odd = Object.fromEntries(Object.keys(real).map((name) => [name, ['x', '%00', newId(), '__proto__', '0']]));
      const addresses = ours(addressesOf(app, odd)).filter((address) => address.split('%00').length < 3);
      expect(
        await broken((address) => people.get(who)!.get(address), inTurn(addresses, turnOf(who), people.size)),
      ).toEqual([]);
    },
    300_000,
  );

  const bodies: object[] = [
    {},
    { title: '\0', reason: '\ud800', version: 'x', verb: {}, ids: [null], publishAt: 'x', hash: 'x' },
    { version: 1e308, reason: 'x'.repeat(100_000), kinds: { a: 1 }, scores: [], answers: 'x', cursor: 5, __proto__: 1 },
  ];

  it.each(['an administrator who organizes', 'an entrant', 'an expert', 'nobody'])(
    'as a form or as JSON is refused for %s',
    async (who) => {
      const browser = people.get(who)!;
      const values = { ...real, id: [newId(), 'x'], token: ['x'] };
      const odd = Object.fromEntries(Object.keys(real).map((name) => [name, ['x']]));
      const found: string[] = [];
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
        for (const address of inTurn(
          [values, odd].flatMap((each) => ours(addressesOf(app, each, method))).filter((each) => !isOut(each)),
          turnOf(who),
          people.size,
        ))
          for (const body of bodies)
            found.push(
              ...(await broken(
                (at) =>
                  at.startsWith('/api/v1/')
                    ? browser.api(method, at.slice('/api/v1/'.length), body)
                    : browser.post(at, formOf(body)),
                [address],
              )),
            );
      expect(found).toEqual([]);
    },
    300_000,
  );

  it('as a list of very many or very deep values is refused', async () => {
    const browser = people.get('an entrant')!;
    let deep: unknown = 'x';
    for (let n = 0; n < 1000; n += 1) deep = [deep];
    for (const [odd, status] of [
      [Array.from({ length: 200_000 }, () => 1), 422],
      [deep, 400],
    ])
      expect((await browser.api('POST', 'submissions', { answers: odd as object })).statusCode).toBe(status);
  });

  it.each([
    ['an expert', '-1'],
    ['an entrant', '2026-99-99T99:99'],
    ['an administrator who organizes', '99999999999999999999'],
    ['an administrator who organizes', 'x'],
    ['an administrator who organizes', '1e400'],
    ['an administrator who organizes', '0001-01-01T00:00'],
  ])(
    'in the fields of any form that a page shows is refused for %s (%s)',
    async (who, odd) => {
      const browser = people.get(who)!;
      const found: string[] = [];
      let sent = 0;
      for (const page of ours(addressesOf(app, { ...real, id: [year.cycle.id] })))
        for (const { action, fields } of formsOf((await browser.get(page)).body))
          for (const name of someOf(Object.keys(fields))) {
            const { statusCode } = await browser.post(action, { ...fields, [name]: odd });
            sent += 1;
            if (statusCode >= 500) found.push(`${statusCode} ${name} of ${action} on ${page}`);
          }
      expect(sent).toBeGreaterThan(10);
      expect([...new Set(found)]).toEqual([]);
    },
    300_000,
  );
});

/** Signing out would end the hunt. */
const isOut = (address: string) => /sign-out|sessions/.test(address);

const formOf = (body: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

/** The forms of a page with their fields; those that would end the session or close the own account are left alone. */
function formsOf(html: string): { action: string; fields: Record<string, string> }[] {
  return [...html.matchAll(/<form[^>]*action="([^"]+)"[^>]*method="post"[\s\S]*?<\/form>/g)]
    .map(([whole, action]) => ({
      action: action!.replaceAll('&amp;', '&'),
      fields: Object.fromEntries(
        [...whole.matchAll(/<(?:input|select|textarea|button)[^>]*name="([^"]+)"(?:[^>]*value="([^"]*)")?/g)].map(
          ([, name, value]) => [name!, value ?? ''],
        ),
      ),
    }))
    .filter(({ action }) => !/sign-out|sessions|deactivate|revoke|preferences|clock/.test(action));
}

/** Not more than so many fields of a form, spread over it, but for those that say which form it is. */
function someOf(names: readonly string[]): string[] {
  const asked = names.filter((name) => !['_csrf', 'verb'].includes(name));
  const step = Math.max(1, Math.ceil(asked.length / 8));
  return asked.filter((_name, index) => index % step === 0);
}
