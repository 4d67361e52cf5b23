import type { EntityManager } from 'typeorm';
import { readInputsSeen, compactMarks } from '../../../../src/results/rankings/inputs-seen.js';
import { rankingInput } from '../../../../src/results/rankings/ranking-input.queries.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { RankingTableReader } from '../../../../src/results/ranking-table/ranking-table.reader.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { judgedYear, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.close());
beforeEach(async () => {
  judged = await judgedYear(app);
  await app.nest.get(RankingsService).rank(judged.organizer, judged.year.nomination.id);
});

/** What the page of the nomination says of the ranking. */
async function isFresh(): Promise<boolean> {
  const { cycle, nomination } = judged.year;
  const part = { all: false, after: 0 };
  const reader = app.nest.get(RankingTableReader);
  const { found } = await reader.page(judged.organizer, cycle.id, nomination.id, part);
  const head = (await reader.heads(cycle.id)).get(nomination.id)!;
  expect(head.stale).toBe(!found!.fresh);
  return found!.fresh;
}

async function seen(em: EntityManager = app.em): Promise<string> {
  const { cycle, nomination } = judged.year;
  return (await readInputsSeen(em, cycle.id, [nomination.id], app.clock.now())).seen.get(nomination.id)!;
}

const sheetOf = (entry: number) =>
  `(SELECT e.id FROM evaluation e JOIN assignment a ON a.id = e.assignment_id
     WHERE a.submission_id = '${judged.entries[entry]!.id}' ORDER BY e.id LIMIT 1)`;
const setAside = (em: EntityManager, entry: number) =>
  em.query(
    `UPDATE evaluation SET state = 'set-aside', reason = 'Отвод', version = version + 1 WHERE id = ${sheetOf(entry)}`,
  );

/** A transaction that is begun and ended by hand. */
async function begun() {
  const runner = app.db.source.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.query("SET LOCAL lock_timeout = '3s'");
  return {
    em: runner.manager,
    async end(how: 'commit' | 'rollback') {
      await (how === 'commit' ? runner.commitTransaction() : runner.rollbackTransaction());
      await runner.release();
    },
  };
}

describe('A ranking is known to hold without its inputs being read', () => {
  it('as long as nothing was written, and looks again after a change', async () => {
    expect(await isFresh()).toBe(true);
    await setAside(app.em, 0);
    expect(await isFresh()).toBe(false);
    await app.nest.get(RankingsService).rank(judged.organizer, judged.year.nomination.id);
    expect(await isFresh()).toBe(true);
  });

  it('and holds again where what changed was changed back, or counts nowhere', async () => {
    const before = await seen();
    const entry = judged.entries[0]!.id;
    await app.em.query("UPDATE submission SET region_code = 'RU-BA' WHERE id = $1", [entry]);
    expect(await isFresh()).toBe(false);
    await app.em.query("UPDATE submission SET region_code = 'RU-YAR' WHERE id = $1", [entry]);
    expect(await isFresh()).toBe(true);
    await app.em.query("UPDATE stage SET closes_at = closes_at + interval '1 hour' WHERE cycle_id = $1", [
      judged.year.cycle.id,
    ]);
    expect(await isFresh()).toBe(true);
    expect(await seen()).not.toBe(before);
  });
});

describe('A writer that began before the ranking and ends after it', () => {
  it('makes the ranking stale, also where others came and went meanwhile', async () => {
    const late = await begun();
    await setAside(late.em, 0);
    const other = await begun();
    await setAside(other.em, 1);
    await other.end('commit');
    await app.nest.get(RankingsService).rank(judged.organizer, judged.year.nomination.id);
    expect(await isFresh()).toBe(true);
    await late.end('commit');
    expect(await isFresh()).toBe(false);
  });

  it('leaves it as it is where it comes to nothing', async () => {
    const before = await seen();
    const late = await begun();
    await setAside(late.em, 0);
    expect(await seen(late.em)).not.toBe(before);
    await late.end('rollback');
    expect([await seen(), await isFresh()]).toEqual([before, true]);
  });

  it('is not lost where marks are added up meanwhile', async () => {
    const late = await begun();
    await setAside(late.em, 0);
    const before = await seen();
    await compactMarks(app.em);
    expect(await seen()).toBe(before);
    await late.end('commit');
    expect(await seen()).not.toBe(before);
    const [{ n }] = await app.em.query('SELECT count(*)::int AS n FROM ranking_mark WHERE scope = $1', [
      judged.year.nomination.id,
    ]);
    expect(n).toBe(2);
  });
});

it('Writers of one nomination wait for nobody, in whichever order they write', async () => {
  const [first, second] = [await begun(), await begun()];
  await setAside(first.em, 0);
  await setAside(second.em, 1);
  await setAside(second.em, 2);
  await compactMarks(app.em);
  await first.em.query('SELECT 1');
  await second.end('commit');
  await first.end('commit');
  expect(await isFresh()).toBe(false);
});

describe('Whatever a ranking is computed from', () => {
  /** Read, and known otherwise: what is asked is kept by the set-up, or rows of the table can never change. */
  const never = ['submission_revision', 'cross_review_allotment'];

  it('is marked by SQL, or belongs to the set-up', async () => {
    const rule = {
      tieChain: [{ kind: 'open-vote' }],
      secondPhase: { among: 1, method: 'marks' },
      indicators: [{ id: 'v', fact: 'public-votes', best: '1' }],
    };
    await app.em.query(
      `UPDATE regulation_edition SET ranking_rule = ranking_rule || $2,
              decision_rules = '{"onlyLaureatesJudged": true, "kinds": ["winner", "regional-laureate"]}' WHERE cycle_id = $1`,
      [judged.year.cycle.id, JSON.stringify(rule)],
    );
    const read = await app.db.transaction(async (tx) => {
      const scans = async () =>
        new Map(
          (
            await tx.query<{ name: string; scans: string }[]>(
              `SELECT relname AS name, seq_scan + coalesce(idx_scan, 0) AS scans FROM pg_stat_xact_user_tables`,
            )
          ).map(({ name, scans: n }) => [name, Number(n)]),
        );
      const before = await scans();
      await rankingInput(tx, judged.year.nomination, new Date('2030-01-01T00:00:00Z'));
      return [...(await scans())].filter(([name, n]) => n > (before.get(name) ?? 0)).map(([name]) => name);
    });
    const counted = await app.em.query<{ name: string }[]>(
      `SELECT DISTINCT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname LIKE 'mark\\_%' OR p.proname = 'count_setup'`,
    );
    const names = new Set(counted.map(({ name }) => name));
    expect(read).toEqual(
      expect.arrayContaining(['evaluation', 'assignment', 'submission', 'open_vote', 'body_ballots', 'correction']),
    );
    expect(read.filter((name) => !names.has(name) && !never.includes(name))).toEqual([]);
  });

  const nominationOf = () => judged.year.nomination.id;
  const one = (table: string) => `(SELECT id FROM ${table} LIMIT 1)`;
  it.each<[string, () => string]>([
    ['a sheet', () => `UPDATE evaluation SET state = 'set-aside', reason = 'x' WHERE id = ${sheetOf(0)}`],
    [
      'an assignment',
      () =>
        `UPDATE assignment SET kind = 'extra' WHERE id = (SELECT a.id FROM assignment a
           WHERE a.submission_id = '${judged.entries[0]!.id}' LIMIT 1)`,
    ],
    ['an entry that leaves', () => `UPDATE submission SET state = 'submitted' WHERE id = '${judged.entries[0]!.id}'`],
    ['a region', () => `UPDATE submission SET region_code = 'RU-BA' WHERE id = '${judged.entries[0]!.id}'`],
    [
      'an open vote',
      () => `INSERT INTO open_vote (id, cycle_id, nomination_id, ranking_id, votes, chair, ground, recorded_at, recorded_by_id)
        SELECT gen_random_uuid(), cycle_id, nomination_id, id, '{}', '[]', 'x', now(), ${one('user_account')}
          FROM ranking WHERE nomination_id = '${nominationOf()}'`,
    ],
    [
      'a withdrawal that keeps its place',
      () => `INSERT INTO entry_withdrawal
        (id, cycle_id, nomination_id, submission_id, reason, held, keeps_place, recorded_by_id, recorded_at)
        SELECT gen_random_uuid(), cycle_id, nomination_id, id, 'x', '[]', true, ${one('user_account')}, now()
          FROM submission WHERE id = '${judged.entries[0]!.id}'`,
    ],
    [
      'a vote of the public',
      () => `INSERT INTO public_vote
        (id, cycle_id, nomination_id, submission_id, email, mailbox_hash, state, token_hash, asked_at, confirmed_at)
        SELECT gen_random_uuid(), cycle_id, nomination_id, id, '', repeat('a', 64), 'counted', 'x', now(), now()
          FROM submission WHERE id = '${judged.entries[0]!.id}'`,
    ],
    [
      'a review that an entrant owes',
      () => `WITH l AS (INSERT INTO cross_review_allotment (id, cycle_id, seed, reviews, figures, allotted_at)
          SELECT gen_random_uuid(), '${judged.year.cycle.id}', 1, 1, '{}', now() RETURNING id)
        INSERT INTO cross_review_duty (id, submission_id, allotment_id)
        SELECT gen_random_uuid(), '${judged.entries[0]!.id}', l.id FROM l`,
    ],
    ['a weight', () => `UPDATE criterion SET weight = weight + 1 WHERE cycle_id = '${judged.year.cycle.id}'`],
  ])('has another version after %s', async (_what, sql) => {
    const before = await seen();
    const tx = await begun();
    await tx.em.query(sql());
    expect(await seen(tx.em)).not.toBe(before);
    await tx.end('rollback');
  });

  it('keeps its version while a sheet is a draft', async () => {
    const before = await seen();
    await app.em.query(`INSERT INTO evaluation (id, assignment_id, revision_id, created_at, saved_at)
      SELECT gen_random_uuid(), a.id, s.revision_id, now(), now() FROM assignment a JOIN submission s ON s.id = a.submission_id
       WHERE NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.assignment_id = a.id)`);
    await app.em.query("UPDATE evaluation SET note = 'x' WHERE state = 'draft'");
    expect(await seen()).toBe(before);
  });

  it('has another version when a stage is over', async () => {
    const before = await seen();
    app.clock.moveTo('2031-01-01T00:00:00Z');
    expect(await seen()).not.toBe(before);
  });
});
