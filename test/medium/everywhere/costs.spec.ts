import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { runCommand } from '../../../scripts/program.mjs';
import { startPostgres, type Postgres } from '../../../scripts/services.mjs';
import { answersOf } from '../../../src/commands/bench/answers.js';
import { readVocabulary } from '../../../src/commands/bench/vocabulary.js';
import { Dice } from '../../../src/commands/demo/dice.js';
import type { DemoNomination } from '../../../src/commands/demo/entry-texts.js';
import { addToken } from '../../../src/commands/demo/people.js';
import { FormVersion } from '../../../src/cycles/forms/form-version.entity.js';
import { readData } from '../../../src/cycles/reference/load-reference.js';
import type { FormField } from '../../../src/domain/cycles/form.js';
import { OutboxMessage } from '../../../src/platform/outbox/outbox-message.entity.js';
import { Delivery } from '../../../src/notifications/delivery.entity.js';
import { schedules } from '../../../src/schedules.js';
import { startWork } from '../../../src/start.js';
import { startApp, testSecret, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';

/**
 * What one entry of 3.3 KB, created and submitted in one request, may cost at most, on every machine the same. These are
 * the figures of today, as all below: they may be lowered, and never raised without a reason that is worth it.
 */
const limits = {
  /** Messages to the database and back, with BEGIN and COMMIT. */
  statements: 8,
  /** Bytes of the write-ahead log, without the images of whole pages. */
  walBytes: 14_000,
  /** Jobs that the background gets of it, with one letter to send. */
  jobs: 0,
};

/** The same of one score sheet of three criteria with remarks, by the form of the desk; who gets the next entry to judge is asked too. */
const limitsOfSheet = {
  submitted: { statements: 7, walBytes: 4_400 },
  saved: { statements: 6, walBytes: 4_200 },
  jobs: 0,
};

const entries = 20;
const sheets = 20;
const fields = readData<FormField[]>('demo/passport.json');
const sources = readData<DemoNomination[]>('demo/nominations.json');
// Varied words: what repeats itself would be packed to nothing before it is written.
const answers = answersOf(new Dice(1), {
  nomination: sources[0]!,
  place: 'Уфа',
  year: 2026,
  words: readVocabulary(sources),
});

let postgres: Postgres;
let app: TestApp;
let submit: () => Promise<void>;

// A server of its own: the log of a shared one would tell of other tests too.
beforeAll(async () => {
  postgres = await startPostgres();
  const url = postgres.urlOf('postgres');
  const env = { ...process.env, NODE_ENV: 'test', LAUREAT_SECRET: testSecret, DATABASE_URL: url };
  for (const command of ['migrate', 'reference']) await runCommand([command], env);
  app = await startApp({ now: '2026-02-15T09:00:00Z', env: { DATABASE_URL: url } });
  const { nomination, form } = await given.cycle(app.em);
  await app.em.update(FormVersion, form.id, { fields });
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const token = await app.db.transaction((tx) => addToken(tx, user, ['submissions:write'], app.clock.now()));
  const body = { nominationId: nomination.id, organisationId: organisation.id, answers, submit: true };
  submit = async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await app.guest().api('POST', 'submissions', body, { token, headers })).statusCode).toBe(201);
  };
  await submit();
});
afterAll(async () => {
  await app.close();
  await postgres.stop();
});

/** Sheets that an expert of the cycle has before him, and how one is sent from the form of the desk. */
async function desk() {
  const made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-01-10T09:00:00Z', '2026-02-01T09:00:00Z'],
      review: ['2026-02-01T09:00:00Z', '2026-04-01T09:00:00Z'],
    },
    criteria: [{ title: 'Замысел' }, { title: 'Результат' }, { title: 'Повторимость' }],
  });
  const expert = await given.expert(app.em, made);
  const browser = await app.signIn(expert.user.email);
  const waiting: string[] = [];
  for (let entry = 0; entry < sheets + 2; entry += 1)
    waiting.push((await given.assignment(app.em, expert, await given.submittedEntry(app.em, made))).id);
  return {
    waiting,
    async send(id: string, verb: 'save' | 'submit', version = '0') {
      const points = Object.fromEntries(
        made.criteria.flatMap((one, index) => [
          [`score-${one.id}`, String(5 + index)],
          [`remark-${one.id}`, `Показатели подтверждены документами, но нет сравнения с соседями: ${verb}.`],
        ]),
      );
      const { statusCode } = await browser.post(`/judging/desk/${id}`, { ...points, version, verb, note: '' });
      expect(statusCode).toBe(303);
    },
  };
}

async function submitAll(): Promise<void> {
  for (let entry = 0; entry < entries; entry += 1) await submit();
}

/** How many statements all connections of this process send meanwhile. What the program asks by the clock goes between them: the rest of a division. */
async function statementsOf(work: () => Promise<void>): Promise<number> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

async function walBytesOf(work: () => Promise<void>): Promise<number> {
  const [{ lsn }] = await app.em.query('SELECT pg_current_wal_insert_lsn() AS lsn');
  await work();
  const [{ bytes }] = await app.em.query('SELECT pg_current_wal_insert_lsn() - $1::pg_lsn AS bytes', [lsn]);
  return Number(bytes);
}

/** Jobs that were asked for, done or not, but for those of the schedules. The program's own role may not look at them. */
async function countJobs(): Promise<number> {
  const owner = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await owner.connect();
  const { rows } = await owner.query<{ jobs: number }>(
    'SELECT count(*)::int AS jobs FROM bullmq.job WHERE name <> ALL($1)',
    [schedules.map(({ job }) => job)],
  );
  await owner.end();
  return rows[0]!.jobs;
}

describe.each(['submitted', 'saved'] as const)('One score sheet that is %s', (how) => {
  const verb = how === 'saved' ? 'save' : 'submit';
  let made: Awaited<ReturnType<typeof desk>>;
  const sendAll = async () => {
    for (const id of made.waiting.splice(0, sheets)) await made.send(id, verb);
  };
  beforeEach(async () => {
    made = await desk();
    for (const id of made.waiting.splice(0, 2)) await made.send(id, verb);
  });

  test('takes no more statements than it did', async () => {
    expect(Math.floor((await statementsOf(sendAll)) / sheets)).toBeLessThanOrEqual(limitsOfSheet[how].statements);
  });

  test('writes no more bytes than it did', async () => {
    expect((await walBytesOf(sendAll)) / sheets).toBeLessThanOrEqual(limitsOfSheet[how].walBytes);
  });

  test('makes no job, and leaves no news where nothing follows it', async () => {
    const before = await app.em.countBy(OutboxMessage, {});
    await sendAll();
    expect([await app.em.countBy(OutboxMessage, {}), await countJobs()]).toEqual([before, limitsOfSheet.jobs]);
  });
});

describe('One entry, created and submitted by a program', () => {
  test('is of the size that is meant', () => {
    expect(Buffer.byteLength(JSON.stringify(answers))).toBeGreaterThan(3000);
    expect(Buffer.byteLength(JSON.stringify(answers))).toBeLessThan(3500);
  });

  test('takes no more statements than it did', async () => {
    expect(Math.floor((await statementsOf(submitAll)) / entries)).toBeLessThanOrEqual(limits.statements);
  });

  test('writes no more bytes than it did', async () => {
    expect((await walBytesOf(submitAll)) / entries).toBeLessThanOrEqual(limits.walBytes);
  });

  test('makes no more jobs than it did', async () => {
    await startWork(app.nest);
    const all = 2 * entries + 1;
    while ((await app.em.countBy(Delivery, { state: 'sent' })) < all)
      await new Promise((later) => setTimeout(later, 50));
    expect((await countJobs()) / all).toBeLessThanOrEqual(limits.jobs);
  });
});
