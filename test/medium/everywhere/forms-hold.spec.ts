import pg from 'pg';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';
import { pressesOf, type Press } from '../../support/page-forms.js';
import { plantedAddresses } from '../../support/planted-addresses.js';
import { plantedContest, type Planted, type Who } from '../../support/planted-contest.js';

/**
 * A button that is shown works: every form of every page, for people of every kind, at every time of the year, is pressed as
 * its page offers it, and nobody is refused for what he is or for what the thing has become. Nothing is kept of the presses:
 * each transaction is carried out to its end and taken back.
 */
let app: TestApp;
let planted: Planted;

const returned = { state: 'returned' as const, reason: 'Нет приложений' };
const states = [
  { state: 'submitted' as const },
  { ...returned, dueAt: new Date('2026-02-25T09:00:00Z') },
  { ...returned, dueAt: new Date('2026-02-15T09:00:00Z') },
  { state: 'rejected' as const, reason: 'Не практика' },
  { state: 'withdrawn' as const, withdrawnAt: new Date('2026-02-15T09:00:00Z') },
];

beforeAll(async () => {
  app = await startApp();
  planted = await plantedContest(app);
  const { year, organisation } = planted;
  for (const values of states) await given.submittedEntry(app.em, year, { ...values, organisation });
}, 120_000);
afterAll(() => app.close());

type Ask = (...args: unknown[]) => Promise<object>;
const client = pg.Client.prototype as unknown as { query: Ask };

/** Does it with commits that are checked and taken back. */
async function keepingNothing<T>(work: () => Promise<T>): Promise<T> {
  const { query } = client;
  client.query = function (this: pg.Client, ...args: unknown[]) {
    if (args[0] !== 'COMMIT') return query.apply(this, args);
    const checked = query.call(this, 'SET CONSTRAINTS ALL IMMEDIATE');
    const back = query.call(this, 'ROLLBACK');
    return Promise.all([checked, back]).then(([, answer]) => ({ ...answer, command: 'COMMIT' }));
  };
  try {
    return await work();
  } finally {
    client.query = query;
  }
}

const intake = '2026-02-20T09:00:00Z';
const screening = '2026-03-20T09:00:00Z';
const review = '2026-05-20T09:00:00Z';
const board = '2026-06-10T09:00:00Z';
const publication = '2026-07-20T09:00:00Z';
const after = '2026-12-20T09:00:00Z';
const people: [Who, string[]][] = [
  ['organizer', [intake, screening, review, board, publication, after]],
  ['member', [intake, screening, after]],
  ['coordinator', [intake, after]],
  ['secretary', [review, board]],
  ['chair', [board, publication]],
  ['auditor', [intake, board]],
  ['body member', [board, after]],
  ['expert scoring', [review, after]],
  ['conflicted organizer', [intake, board]],
  ['admin', [intake, after]],
];

/** Signing out would end the hunt, the form of signing in is for others, and each is throttled. */
const isLeftAlone = (address: string) => /sign-out|sessions|sign-in|clock/.test(address);
const isPage = (address: string) =>
  !/^\/api|\.(csv|xlsx|pdf|json|jsonld|ics|xml|docx|png)/.test(address) && !isLeftAlone(address);

/** What is refused for the very rows that a person chose, which nobody knows before. */
const ofTheChoice = /Это уже решено|This is already decided/;

describe.each(people)('For the %s', (who, times) => {
  it.each(times)(
    'every form shown on %s is taken',
    async (now) => {
      app.clock.moveTo(now);
      const browser = await app.signIn(planted.emails[who as keyof Planted['emails']]);
      const refused: string[] = [];
      const seen = new Set<string>();
      for (const page of (await plantedAddresses(app, planted)).filter(isPage)) {
        const { statusCode, body } = await browser.get(page);
        if (statusCode !== 200) continue;
        for (const press of pressesOf(body, page)) {
          const what = JSON.stringify([press.action, press.label]);
          if (seen.has(what) || isLeftAlone(press.action) || press.isMultipart) continue;
          seen.add(what);
          const answer = await pressed(browser, press);
          if (answer.statusCode >= 400 && answer.statusCode !== 422 && !ofTheChoice.test(answer.said))
            refused.push(`${answer.statusCode} «${press.label}» on ${page}: ${answer.said}`);
        }
      }
      expect(seen.size).toBeGreaterThan(5);
      expect(refused).toEqual([]);
    },
    300_000,
  );
});

/** As the page stands, and where something is missing, with something in every field. */
async function pressed(browser: Browser, { action, fields, filled }: Press) {
  const send = ({ _csrf, _press, ...typed }: Record<string, string[]>) =>
    keepingNothing(() => browser.post(action, typed));
  const first = await send(fields);
  const answer = first.statusCode < 400 ? first : await send(filled);
  const said =
    /(?:role="alert"|<h1)[\s\S]*?<\/(?:div|h1)>/.exec(answer.body)?.[0].replaceAll(/<[^>]*>|\s+/g, ' ') ?? '';
  return { statusCode: answer.statusCode, said: said.replaceAll(/ +/g, ' ').slice(0, 300) };
}
