import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Actor, Role } from '../../src/domain/actor.js';
import { systemActor } from '../../src/domain/actor.js';
import { canonicalJson } from '../../src/domain/canonical.js';
import { dutyState } from '../../src/domain/cross-review.js';
import { plainJudgingRules, type CrossReviewRules, type JudgingRules } from '../../src/domain/judging-rules.js';
import { Refusal } from '../../src/domain/refusal.js';
import { CrossReviewAllotment } from '../../src/judging/cross-review/cross-review-allotment.entity.js';
import { CrossReviewDutiesService } from '../../src/judging/cross-review/cross-review-duties.service.js';
import { listStandings } from '../../src/judging/cross-review/cross-review.queries.js';
import { CrossReview } from '../../src/judging/cross-review/cross-review.entity.js';
import { CrossReviewsService } from '../../src/judging/cross-review/cross-reviews.service.js';
import { loadPlanFacts } from '../../src/judging/plan-facts.queries.js';
import { Delivery } from '../../src/notifications/delivery.entity.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { newId, sha256 } from '../../src/platform/ids.js';
import { CapturedMail } from '../../src/platform/mail/captured-mail.entity.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { AwardsService } from '../../src/results/awards.service.js';
import { MeetingsService } from '../../src/results/meetings.service.js';
import { verifyProtocol } from '../../src/results/file-cycle/verify.js';
import { ProtocolsService } from '../../src/results/protocols.service.js';
import { rankingInput, RankingsService, rowsOf } from '../../src/results/rankings.service.js';
import { ResultsReader } from '../../src/results/results.reader.js';
import { Organisation } from '../../src/accounts/organisation.entity.js';
import type { User } from '../../src/accounts/user.entity.js';
import type { Submission } from '../../src/submissions/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../support/app.js';
import { actorOf, given, type GivenCycle } from '../support/given.js';

type Person = Actor & { userId: string };

let app: TestApp;
let owner: pg.Client;
let year: GivenCycle;
let entries: Submission[];
let people: User[];
let reviews: CrossReviewsService;
let duties: CrossReviewDutiesService;
let organizer: Person;
let organizerBrowser: Browser;
let home: string;

const during = '2026-03-12T09:00:00Z';
const opensAt = '2026-03-10T00:00:00Z';
// «Служение» closes at 10:00 Moscow time (domain facts, S84).
const closesAt = '2026-03-20T07:00:00Z';
const regions = ['RU-BA', 'RU-YAR', 'RU-MOW', 'RU-LIP', 'RU-KHA', 'RU-TYU'];

beforeAll(async () => {
  app = await startApp({ now: during });
  owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  reviews = app.nest.get(CrossReviewsService);
  duties = app.nest.get(CrossReviewDutiesService);
});
afterAll(async () => {
  await owner.end();
  await app.close();
});

/** Six entries of six regions in three nominations, each of an organisation with one person; two reviews for each. */
async function scene(rules: Partial<CrossReviewRules> = {}, judging: Partial<JudgingRules> = {}): Promise<void> {
  app.clock.moveTo(during);
  await app.em.query('UPDATE cycle SET state = $1 WHERE state = $2', ['cancelled', 'announced']);
  const crossReview = { ...plainJudgingRules.crossReview, reviews: 2, ...rules };
  year = await given.cycle(app.em, {
    nominations: [{ code: 'А' }, { code: 'Б' }, { code: 'В' }],
    edition: { judgingRules: { ...judging, crossReview } },
    stages: { 'cross-review': [opensAt, closesAt] },
  });
  entries = [];
  people = [];
  for (const [index, regionCode] of regions.entries()) {
    const organisation = await given.organisation(app.em, { regionCode });
    people.push(await given.user(app.em, { memberOf: [organisation], timeZone: 'Asia/Yekaterinburg' }));
    const nomination = year.nominations[index % 3]!;
    entries.push(await given.submittedEntry(app.em, year, { nomination, organisation, title: `Практика ${index}` }));
  }
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
  organizer = actorOf(user, { grants: [grant('organizer')] });
  organizerBrowser = await app.signIn(user.email);
  home = `/cycles/${year.cycle.id}/cross-reviews`;
}
const grant = (role: Role) => ({ role, cycleId: year.cycle.id, nominationId: null, regionCode: null });
beforeEach(() => scene());

const entrant = (index: number): Person =>
  actorOf(people[index]!, { organisationIds: [entries[index]!.organisationId] });
const allot = (seed = 7) => duties.allot(organizer, year.cycle.id, seed);
const owed = (index: number): Promise<CrossReview[]> =>
  app.em.find(CrossReview, { where: { reviewerId: entries[index]!.id, state: 'open' }, order: { position: 'ASC' } });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

/** Writes and hands in what an entry owes, or so many of it. */
async function handIn(index: number, count = 2, comment = 'Сильная практика'): Promise<void> {
  for (const { id, version } of (await owed(index)).slice(0, count))
    await reviews.submit(entrant(index), id, { version, comment, grades: {} });
}
const standings = async () => {
  const rows = await listStandings(app.em, year.cycle.id, app.clock.now());
  return entries.map(({ id }) => rows.find(({ submissionId }) => submissionId === id)!);
};

describe('the organizer', () => {
  it('looks at what a seed would come to, allots by it once, and sees who is where', async () => {
    const preview = (await organizerBrowser.get(`${home}?seed=42`)).body;
    expect(preview).toContain('Раздать для 6 заявок');
    expect(await app.em.countBy(CrossReviewAllotment, { cycleId: year.cycle.id })).toBe(0);
    expect((await organizerBrowser.post(home, { seed: '42' })).statusCode).toBe(303);
    const [allotment] = await app.em.findBy(CrossReviewAllotment, { cycleId: year.cycle.id });
    expect(allotment).toMatchObject({ seed: 42, reviews: 2, figures: { entries: 6, pairs: 12, least: 2, most: 2 } });
    const pairs = await app.em.query(
      `SELECT a.region_code = b.region_code OR a.nomination_id = b.nomination_id OR a.organisation_id = b.organisation_id AS own
         FROM cross_review v JOIN submission a ON a.id = v.reviewer_id JOIN submission b ON b.id = v.submission_id
        WHERE a.cycle_id = $1`,
      [year.cycle.id],
    );
    expect(pairs.filter(({ own }: { own: boolean }) => own)).toEqual([]);
    await handIn(0);
    const page = (await organizerBrowser.get(`${home}?view=all`)).body;
    expect(page).toContain('42');
    expect(page).toContain('2 из 2');
    expect((await organizerBrowser.post(home, { seed: '43' })).statusCode).toBe(409);
  });

  it('two allotments at once make one', async () => {
    for (let time = 0; time < 4; time += 1) {
      await scene();
      const results = await Promise.all([1, 2, 3].map((seed) => codeOf(allot(seed))));
      expect(results.sort()).toEqual(['cross-review-short', 'cross-review-short', 'done']);
      expect(await app.em.countBy(CrossReview, { reviewer: { cycleId: year.cycle.id } })).toBe(12);
    }
  });

  it('gives entries that were admitted later theirs, and touches nothing that stands', async () => {
    await allot();
    const before = await app.em.query('SELECT id, submission_id FROM cross_review ORDER BY id');
    const organisation = await given.organisation(app.em, { regionCode: 'RU-SPE' });
    const late = await given.submittedEntry(app.em, year, { organisation });
    expect((await allot(8)).figures).toMatchObject({ entries: 1, pairs: 2 });
    const after: { id: string }[] = await app.em.query('SELECT id, submission_id FROM cross_review ORDER BY id');
    expect(after).toEqual(expect.arrayContaining(before));
    expect(await app.em.countBy(CrossReview, { reviewerId: late.id })).toBe(2);
  });

  it('leaves exempt nominations aside, both as those who write and as those who are written about', async () => {
    await scene({ exempt: ['В'] });
    await allot();
    const exempt = [entries[2]!.id, entries[5]!.id];
    for (const id of exempt) {
      expect(await app.em.countBy(CrossReview, { reviewerId: id })).toBe(0);
      expect(await app.em.countBy(CrossReview, { submissionId: id })).toBe(0);
    }
    const board = (await organizerBrowser.api('GET', `cycles/${year.cycle.id}/cross-reviews`)).json();
    const states = (id: string) => board.items.find((item: { submissionId: string }) => item.submissionId === id).state;
    expect([states(exempt[0]!), states(entries[0]!.id)]).toEqual(['exempt', 'owing']);
  });

  it('cannot allot after the close, without the rule, or without the role', async () => {
    app.clock.moveTo(closesAt);
    expect(await codeOf(allot())).toBe('stage-closed');
    await scene({ reviews: 0 });
    expect(await codeOf(allot())).toBe('action-not-allowed');
    expect(await codeOf(duties.allot(entrant(0), year.cycle.id, 1))).toBe('forbidden');
    const auditor = actorOf(await given.user(app.em), { grants: [grant('auditor')] });
    expect(await codeOf(duties.allot(auditor, year.cycle.id, 1))).toBe('forbidden');
    expect((await app.guest().get(home)).statusCode).toBe(303);
  });

  it('does not meet an entry with which there is a conflict of interest, in pages, tables and the interface', async () => {
    await allot();
    await handIn(0, 2, 'Отзыв о чужой заявке');
    const hidden = entries[0]!;
    await app.em.query(`INSERT INTO membership (id, user_id, organisation_id, created_at) VALUES ($1, $2, $3, now())`, [
      newId(),
      organizer.userId,
      hidden.organisationId,
    ]);
    const api = `cycles/${year.cycle.id}/cross-reviews`;
    const seen = [
      (await organizerBrowser.get(`${home}?view=all`)).body,
      (await organizerBrowser.get(`${home}/reviews.csv`)).body,
      (await organizerBrowser.api('GET', api)).body,
      (await organizerBrowser.api('GET', `${api}/${entries[1]!.id}/reviews`)).body,
    ];
    for (const body of seen) expect(body).not.toContain(hidden.registerNumber);
    for (const body of seen) expect(body).not.toContain('Отзыв о чужой заявке');
    expect((await organizerBrowser.get(`${home}/${hidden.id}`)).statusCode).toBe(404);
    expect((await organizerBrowser.post(`${home}/${hidden.id}/nudge`)).statusCode).toBe(404);
  });
});

describe('the entrant', () => {
  it('sees how many are owed before the stage opens, and the entries from its instant on', async () => {
    app.clock.moveTo('2026-03-09T20:59:59Z');
    await allot();
    const browser = await app.signIn(people[0]!.email);
    const titles = (await owed(0)).map(({ submissionId }) => entries.find(({ id }) => id === submissionId)!.title);
    const before = (await browser.get('/cross-reviews')).body;
    expect(before).toContain('нужно 2 отзыва');
    for (const title of titles) expect(before).not.toContain(title);
    const [first] = await owed(0);
    expect((await browser.get(`/cross-reviews/${first!.id}`)).statusCode).toBe(409);
    app.clock.moveTo(during);
    const open = (await browser.get('/cross-reviews')).body;
    for (const title of titles) expect(open).toContain(title);
    // 10:00 in Moscow is 12:00 in Yekaterinburg, and the zone is named.
    expect(open).toMatch(/20\sмарта,\s12:00\sМСК\+2/);
    for (const page of ['/submissions', `/submissions/${entries[0]!.id}`])
      expect((await browser.get(page)).body).toContain('осталось 2 отзыва');
  });

  it('reads, keeps a draft by itself, and hands in by a plain form, which freezes it', async () => {
    await scene({ grades: true });
    await allot();
    const browser = await app.signIn(people[0]!.email);
    const [first, second] = await owed(0);
    const path = `/cross-reviews/${first!.id}`;
    const page = (await browser.get(path)).body;
    expect(page).toContain(entries.find(({ id }) => id === first!.submissionId)!.title);
    expect(page).toContain('data-limit="550"');
    const [effect, spread] = year.criteria.map(({ id }) => id) as [string, string];
    const long = 'я'.repeat(551);
    const tooLong = await browser.post(path, { version: '1', comment: long, [`score-${effect}`]: '7', verb: 'submit' });
    expect([tooLong.statusCode, tooLong.body.includes(long)]).toEqual([422, true]);
    const partial = { version: '1', comment: 'Хорошо', [`score-${effect}`]: '7' };
    expect((await browser.post(path, { ...partial, verb: 'submit' })).statusCode).toBe(422);
    expect((await browser.post(path, { ...partial, verb: 'save' })).statusCode).toBe(303);
    expect((await browser.get(path)).body).toContain('Хорошо');
    const whole = { ...partial, version: '2', [`score-${spread}`]: '9', verb: 'submit' };
    expect((await browser.post(path, whole)).headers['location']).toBe('/cross-reviews');
    const [row] = await app.em.findBy(CrossReview, { id: first!.id });
    expect(row).toMatchObject({ state: 'submitted', grades: { [effect]: '7', [spread]: '9' } });
    expect((await browser.get(path)).body).toContain('Отзыв сдан');
    expect((await browser.post(path, { ...whole, version: '3' })).statusCode).toBe(409);
    expect((await browser.get('/cross-reviews')).body).toContain('1 из 2');
    await expect(
      app.em.query('UPDATE cross_review SET comment = $1 WHERE id = $2', ['иначе', first!.id]),
    ).rejects.toThrow('the review stands');
    await expect(app.em.query('DELETE FROM cross_review WHERE id = $1', [second!.id])).rejects.toThrow(
      'the review stands',
    );
  });

  it('submits once, however many windows do it at once', async () => {
    await allot();
    const [first] = await owed(0);
    const results = await Promise.all(
      ['один', 'два', 'три'].map((comment) =>
        codeOf(reviews.submit(entrant(0), first!.id, { version: 1, comment, grades: {} })),
      ),
    );
    expect(results.sort()).toEqual(['cross-review-frozen', 'cross-review-frozen', 'done']);
  });

  it('a later window is shown both versions, and loses nothing', async () => {
    await allot();
    const [first] = await owed(0);
    await reviews.save(entrant(0), first!.id, { version: 1, comment: 'Первый текст', grades: {} });
    const browser = await app.signIn(people[0]!.email);
    const stale = await browser.post(`/cross-reviews/${first!.id}`, {
      version: '1',
      comment: 'Второй текст',
      verb: 'save',
    });
    expect(stale.statusCode).toBe(409);
    for (const text of ['Первый текст', 'Второй текст', 'data-conflict']) expect(stale.body).toContain(text);
    const same = await reviews.save(entrant(0), first!.id, { version: 1, comment: ' Первый текст', grades: {} });
    expect(same.comment).toBe('Первый текст');
    const api = await browser.api(
      'PUT',
      `cross-reviews/${first!.id}`,
      { comment: 'Третий' },
      { headers: { 'if-match': '"1"' } },
    );
    expect([api.statusCode, api.json().code]).toEqual([409, 'stale-edit']);
  });

  it('gives an entry back and gets another; asked twice or at once it is the same one', async () => {
    await allot();
    const [first] = await owed(0);
    const given = await Promise.all([1, 2, 3].map(() => reviews.giveBack(entrant(0), first!.id, 'Знакомы')));
    expect(new Set(given.map((each) => each?.id)).size).toBe(1);
    expect((await reviews.giveBack(entrant(0), first!.id, 'Знакомы'))?.id).toBe(given[0]!.id);
    expect(await owed(0)).toHaveLength(2);
    expect(await app.em.countBy(CrossReview, { reviewerId: entries[0]!.id })).toBe(3);
    const browser = await app.signIn(people[0]!.email);
    expect((await browser.get(`/cross-reviews/${first!.id}`)).statusCode).toBe(404);
  });

  it('owes one less where nothing can take the place, and is not dropped for it', async () => {
    await allot();
    for (let time = 0; time < 4; time += 1) {
      const [first] = await owed(0);
      await reviews.giveBack(entrant(0), first!.id, 'Знакомы');
    }
    // Four entries are of other nominations; all were given back.
    expect(await owed(0)).toHaveLength(0);
    app.clock.moveTo(closesAt);
    expect((await standings())[0]).toMatchObject({ needed: 0, dropped: false });
  });

  it('has until the closing instant, and no longer', async () => {
    await allot();
    const [first, second] = await owed(0);
    app.clock.moveTo('2026-03-20T06:59:59Z');
    await reviews.submit(entrant(0), first!.id, { version: 1, comment: 'Успели', grades: {} });
    app.clock.moveTo(closesAt);
    const late = { version: 1, comment: 'Поздно', grades: {} };
    expect(await codeOf(reviews.submit(entrant(0), second!.id, late))).toBe('stage-closed');
    expect(await codeOf(reviews.giveBack(entrant(0), second!.id, 'Знакомы'))).toBe('stage-closed');
    expect(await codeOf(reviews.desk(entrant(0), first!.id))).toBe('stage-closed');
    // The own words stay readable.
    expect((await (await app.signIn(people[0]!.email)).get('/cross-reviews')).body).toContain('Успели');
  });

  it("does not meet somebody else's review", async () => {
    await allot();
    const [other] = await owed(1);
    for (const work of [
      reviews.desk(entrant(0), other!.id),
      reviews.save(entrant(0), other!.id, { version: 1, comment: 'х', grades: {} }),
      reviews.giveBack(entrant(0), other!.id, 'х'),
    ])
      expect(await codeOf(work)).toBe('not-found');
    const browser = await app.signIn(people[0]!.email);
    for (const path of [`/cross-reviews/${other!.id}`, `/cross-reviews/${other!.id}/conflict`, '/cross-reviews/x'])
      expect((await browser.get(path)).statusCode).toBe(404);
    expect((await browser.get(home)).statusCode).toBe(403);
    expect((await browser.api('GET', `cycles/${year.cycle.id}/cross-reviews`)).statusCode).toBe(403);
  });
});

describe('SQL', () => {
  it.each([
    ['region_code', 'regionCode'],
    ['nomination_id', 'nominationId'],
    ['organisation_id', 'organisationId'],
  ] as const)('refuses an entry of the own %s', async (column, fact) => {
    await allot();
    const [row] = await owed(0);
    await reviews.giveBack(entrant(0), row!.id, 'Знакомы');
    const mine = await app.em.findBy(CrossReview, { reviewerId: entries[0]!.id });
    const other = entries.find(
      (each) =>
        each.nominationId !== entries[0]!.nominationId && !mine.some(({ submissionId }) => submissionId === each.id),
    )!;
    await owner.query('BEGIN');
    await owner.query(`UPDATE submission SET ${column} = $2 WHERE id = $1`, [other.id, entries[0]![fact]]);
    await expect(
      owner.query(
        `INSERT INTO cross_review (id, duty_id, reviewer_id, submission_id, revision_id, position, created_at)
         VALUES (gen_random_uuid(), $1, $2, $3, $4, 9, now())`,
        [row!.dutyId, entries[0]!.id, other.id, other.revisionId],
      ),
    ).rejects.toThrow('own region, nomination or organisation');
    await owner.query('ROLLBACK');
  });

  it('refuses more reviews than were allotted', async () => {
    await allot();
    const mine = await owed(0);
    const other = entries.find(
      (each) =>
        each.nominationId !== entries[0]!.nominationId && !mine.some(({ submissionId }) => submissionId === each.id),
    )!;
    const values = [mine[0]!.dutyId, entries[0]!.id, other.id, other.revisionId];
    await expect(
      app.em.query(
        `INSERT INTO cross_review (id, duty_id, reviewer_id, submission_id, revision_id, position, created_at)
         VALUES (gen_random_uuid(), $1, $2, $3, $4, 9, now())`,
        values,
      ),
    ).rejects.toThrow('more reviews than allotted');
  });

  it('finds the same who dropped out as the rule does', async () => {
    for (const rules of [{}, { unfinished: 'noted' as const }, { exempt: ['В'] }, { reviews: 0 }]) {
      await scene();
      await allot();
      await handIn(0);
      await handIn(1, 1);
      await duties.excuse(organizer, year.cycle.id, entries[2]!.id, 'Болезнь');
      const crossReview = { ...plainJudgingRules.crossReview, reviews: 2, ...rules };
      await app.em.query('UPDATE regulation_edition SET judging_rules = $1 WHERE cycle_id = $2', [
        JSON.stringify({ crossReview }),
        year.cycle.id,
      ]);
      for (const at of ['2026-03-20T06:59:59Z', closesAt]) {
        app.clock.moveTo(at);
        const stage = { kind: 'cross-review' as const, opensAt: new Date(opensAt), closesAt: new Date(closesAt) };
        const facts = { rules: crossReview, stage, now: app.clock.now() };
        const rows = await standings();
        expect(rows.map(({ dropped }) => dropped)).toEqual(rows.map((row) => dutyState(row, facts) === 'dropped'));
        const count = rows.filter(({ dropped }) => dropped).length;
        const expected = at !== closesAt || 'unfinished' in rules || 'reviews' in rules ? 0 : 'exempt' in rules ? 3 : 4;
        expect(count).toBe(expected);
      }
    }
  });
});

describe('who did not finish', () => {
  const judge = async (points = 8) => {
    const experts = [
      await given.expert(app.em, year, { regionCode: 'RU-SPE' }),
      await given.expert(app.em, year, { regionCode: 'RU-SPE' }),
    ];
    for (const [index, entry] of entries.entries())
      for (const expert of experts)
        await given.sheet(app.em, year, { expert, entry, points: [points - index, points - index] });
    return experts;
  };
  const rank = async (nomination = 0) =>
    app.nest.get(RankingsService).rank(systemActor, year.nominations[nomination]!.id);
  const stale = async () => {
    const heads = await app.nest.get(ResultsReader).rankings(year.cycle.id);
    return heads.get(year.nominations[0]!.id)?.stale;
  };

  it('has no place from the closing instant on, named with the ground; an excuse brings the entry back', async () => {
    await allot();
    await judge();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    await handIn(0, 1);
    app.clock.moveTo('2026-03-20T06:59:59Z');
    const before = await rank();
    expect(rowsOf(before).ranked.map(({ entryId }) => entryId)).toEqual([entries[0]!.id, entries[3]!.id]);
    expect(await stale()).toBe(false);
    app.clock.moveTo('2026-03-20T07:00:01Z');
    expect(await stale()).toBe(true);
    const after = await rank();
    expect(rowsOf(after).ranked.map(({ entryId, place }) => [entryId, place.from])).toEqual([[entries[3]!.id, 1]]);
    expect(rowsOf(after).unranked).toEqual([
      expect.objectContaining({
        entryId: entries[0]!.id,
        sheets: 2,
        reason: { code: 'cross-review-unfinished', submitted: 1, needed: 2 },
      }),
    ]);
    expect(await stale()).toBe(false);
    expect((await rank()).id).toBe(after.id);
    const words = (await organizerBrowser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nominations[0]!.id}`))
      .body;
    expect(words).toContain('Выбыла: отзывов на чужие заявки 1 из 2');
    const post = await organizerBrowser.post(`${home}/${entries[0]!.id}/excuse`, { reason: 'Пожар в учреждении' });
    expect(post.statusCode).toBe(303);
    expect(await stale()).toBe(true);
    const again = await rank();
    expect(rowsOf(again).ranked.map(({ entryId }) => entryId)).toEqual([entries[0]!.id, entries[3]!.id]);
    expect(canonicalJson(again.inputs)).toBe(canonicalJson(before.inputs));
    const [audit] = await app.em.query(
      `SELECT after FROM audit_record WHERE action = 'excuse' AND after->>'excuseReason' = 'Пожар в учреждении'`,
    );
    expect(audit).toBeTruthy();
    expect(await codeOf(duties.excuse(organizer, year.cycle.id, entries[0]!.id, 'Ещё раз'))).toBe('action-not-allowed');
  });

  it('stands in the protocol without a place and with the ground, and a stranger can verify it', async () => {
    await allot();
    await judge();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    app.clock.moveTo('2026-06-10T09:00:00Z');
    await rank();
    const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, {
      body: 'Совет',
      number: '4',
      heldOn: '2026-06-09',
      place: 'Москва',
      form: 'in-person',
      members: 8,
      present: 6,
      recused: 0,
      chairName: 'Чупшева С. В.',
      secretaryName: 'Иванова М. С.',
      attendees: [],
    });
    const chair = actorOf(await given.user(app.em), { grants: [grant('chair')] });
    const name = (entry: Submission) =>
      app.nest.get(AwardsService).name(chair, {
        meetingId: meeting.id,
        nominationId: year.nominations[0]!.id,
        outcome: 'winner',
        chosen: [{ submissionId: entry.id, reason: 'По рейтингу' }],
        ground: 'По рейтингу',
      });
    expect(await codeOf(name(entries[0]!))).toBe('not-found');
    await name(entries[3]!);
    const protocol = await app.nest.get(ProtocolsService).drawUp(organizer, meeting.id);
    const twin = JSON.stringify(protocol.twin);
    expect(protocol.twin).toMatchObject({
      nominations: [
        { ranking: { unranked: [{ reason: { code: 'cross-review-unfinished', submitted: 0, needed: 2 } }] } },
      ],
    });
    expect(verifyProtocol(twin).fault).toBeNull();
  });

  it('is only noted where the rules say so, and the ranking knows nothing of it', async () => {
    await scene({ unfinished: 'noted' });
    await judge();
    const now = app.clock.now();
    const hash = async () => sha256(canonicalJson(await rankingInput(app.em, year.nominations[0]!, app.clock.now())));
    const bare = await hash();
    await allot();
    await handIn(1, 2, 'Хуже некуда');
    await handIn(2, 1);
    expect(await hash()).toBe(bare);
    app.clock.moveTo(closesAt);
    expect(await hash()).toBe(bare);
    app.clock.moveTo(now);
    expect((await organizerBrowser.get(home)).body).toContain('Не сдали');
  });

  it('reviews change no input of the ranking of those who finished', async () => {
    await judge();
    const input = async () => canonicalJson(await rankingInput(app.em, year.nominations[0]!, app.clock.now()));
    const bare = await input();
    await allot();
    for (const index of entries.keys()) await handIn(index, 2, 'Совершенно слабая практика');
    app.clock.moveTo(closesAt);
    expect(await input()).toBe(bare);
  });

  it('is given to no expert any more', async () => {
    await allot();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    const entriesOf = async () =>
      (await loadPlanFacts(app.em, year.cycle.id, app.clock.now())).entries.map(({ id }) => id).sort();
    expect(await entriesOf()).toEqual(entries.map(({ id }) => id).sort());
    app.clock.moveTo(closesAt);
    const left = entries.slice(1).map(({ id }) => id);
    expect(await entriesOf()).toEqual(left.sort());
  });

  it('is not voted for by the public', async () => {
    await allot();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    await app.em.query(
      `INSERT INTO stage (id, cycle_id, kind, title, position, opens_at, closes_at) VALUES ($1, $2, 'voting', 'Голосование', 9, $3, $4)`,
      [newId(), year.cycle.id, '2026-03-15T00:00:00Z', '2026-04-01T00:00:00Z'],
    );
    const vote = { submissionId: entries[0]!.id, email: 'somebody@example.org' };
    app.clock.moveTo('2026-03-19T09:00:00Z');
    expect((await app.guest().get('/vote')).body).toContain(entries[0]!.id);
    app.clock.moveTo('2026-03-21T09:00:00Z');
    expect((await app.guest().get('/vote')).body).not.toContain(entries[0]!.id);
    expect((await app.guest().post('/vote', vote)).statusCode).toBe(404);
  });
});

describe('news', () => {
  const messages = (type: string) =>
    app.em.query<{ id: string }[]>(`SELECT id FROM outbox_message WHERE type = $1 AND payload::text ~ $2 ORDER BY id`, [
      type,
      [year.cycle.id, ...entries.map(({ id }) => id)].join('|'),
    ]);
  async function letters(type: string): Promise<{ to: string; text: string; subject: string }[]> {
    const all: { to: string; text: string; subject: string }[] = [];
    for (const { id } of await messages(type)) {
      await app.nest.get(NotificationsService).announce(id);
      for (const delivery of await app.em.findBy(Delivery, { messageId: id })) {
        await app.nest.get(NotificationsService).deliver(delivery.id);
        const mail = await app.em.findOneByOrFail(CapturedMail, { messageId: `<${delivery.id}@contest.example>` });
        all.push({ to: delivery.recipient, subject: delivery.subject, text: JSON.stringify(mail) });
      }
    }
    return all;
  }

  it('one letter for each person names the own entries and never those to review', async () => {
    const second = await given.submittedEntry(app.em, year, {
      nomination: year.nominations[1]!,
      organisation: await app.em.findOneByOrFail(Organisation, { id: entries[0]!.organisationId }),
      title: 'Вторая своя',
    });
    await allot();
    const all = await letters('cross-review.allotted');
    expect(all.map(({ to }) => to).sort()).toEqual(people.map(({ email }) => email).sort());
    const mine = all.find(({ to }) => to === people[0]!.email)!;
    expect(mine.subject).toContain('4 отзыва');
    for (const title of [entries[0]!.title, second.title]) expect(mine.text).toContain(title);
    for (const other of entries.slice(1)) expect(mine.text).not.toContain(other.title);
  });

  it('reminders before the close go to those who owe something, with how much', async () => {
    await allot();
    await handIn(1);
    await handIn(2, 1);
    const [stage] = await app.em.query(`SELECT id FROM stage WHERE cycle_id = $1 AND kind = 'cross-review'`, [
      year.cycle.id,
    ]);
    const payload = { stageId: stage.id, noticeKind: 'closes-in-3-days' };
    const id = newId();
    await app.em.insert(OutboxMessage, {
      id,
      type: 'stage.reminder',
      payload,
      createdAt: app.clock.now(),
      dispatchedAt: app.clock.now(),
    });
    await app.nest.get(NotificationsService).announce(id);
    const sent = await app.em.find(Delivery, { where: { messageId: id }, order: { recipient: 'ASC' } });
    expect(sent.map(({ recipient }) => recipient).sort()).toEqual(
      [0, 2, 3, 4, 5].map((index) => people[index]!.email).sort(),
    );
    expect(sent.find(({ recipient }) => recipient === people[2]!.email)!.subject).toContain('Остался 1 отзыв');
  });

  it('a nudge goes once a day, and not to those who are done', async () => {
    await allot();
    await handIn(1);
    const cycleId = year.cycle.id;
    await duties.nudge(organizer, cycleId, entries[0]!.id);
    expect(await codeOf(duties.nudge(organizer, cycleId, entries[0]!.id))).toBe('nudged-already');
    expect(await codeOf(duties.nudge(organizer, cycleId, entries[1]!.id))).toBe('action-not-allowed');
    expect((await letters('cross-review.nudged')).map(({ to }) => to)).toEqual([people[0]!.email]);
  });

  it('who dropped out is told once, however often it is looked for, and told again when excused', async () => {
    await allot();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    await duties.follow();
    expect(await messages('cross-review.dropped')).toHaveLength(0);
    app.clock.moveTo('2026-03-20T07:00:01Z');
    await Promise.all([duties.follow(), duties.follow()]);
    await duties.follow();
    const told = await letters('cross-review.dropped');
    expect(told.map(({ to }) => to)).toEqual([people[0]!.email]);
    expect(told[0]!.text).toContain('0 из 2');
    expect((await (await app.signIn(people[0]!.email)).get('/submissions')).body).toContain('выбыла');
    await duties.excuse(organizer, year.cycle.id, entries[0]!.id, 'Пожар');
    expect((await letters('cross-review.excused')).map(({ to }) => to)).toEqual([people[0]!.email]);
  });
});

describe('what stays hidden', () => {
  it('who wrote is found nowhere that entrants and experts look, and what is reviewed only by those who review it', async () => {
    await scene({ shownToExperts: true }, { blind: ['organisation', 'region', 'people'] });
    const names = ['Зябликова Аглая', 'zyablikova@secret.example', 'Совхоз «Тайный родник»'];
    const organisation = await given.organisation(app.em, { name: names[2]!, regionCode: 'RU-SPE' });
    const writer = await given.user(app.em, { name: names[0]!, email: names[1]!, memberOf: [organisation] });
    const entry = await given.submittedEntry(app.em, year, {
      organisation,
      title: 'Секретная практика совхоза «Тайный родник»',
    });
    await allot();
    const actor = actorOf(writer, { organisationIds: [organisation.id] });
    const [first, second] = await app.em.findBy(CrossReview, { reviewerId: entry.id });
    for (const { id } of [first!, second!])
      await reviews.submit(actor, id, { version: 1, comment: 'Отзыв с приметой зеленогорка', grades: {} });
    const target = entries.find(({ id }) => id === first!.submissionId)!;
    const reviewed = await app.signIn(people[entries.indexOf(target)]!.email);
    const expert = await given.expert(app.em, year, { regionCode: 'RU-TOM' });
    const sheet = await given.sheet(app.em, year, { expert, entry: target, points: [7, 7] });
    const expertBrowser = await app.signIn(expert.user.email);
    const desk = (await expertBrowser.get(`/judging/desk/${sheet.assignmentId}`)).body;
    expect(desk).toContain('Отзыв с приметой зеленогорка');
    const seen = [
      desk,
      (await expertBrowser.api('GET', `evaluations/${sheet.assignmentId}`)).body,
      (await reviewed.get('/submissions')).body,
      (await reviewed.get(`/submissions/${target.id}`)).body,
      (await reviewed.get('/cross-reviews')).body,
      (await reviewed.api('GET', 'cross-reviews')).body,
      (await reviewed.api('GET', `submissions/${target.id}`)).body,
      ...(await app.em.find(Delivery))
        .filter(({ recipient }) => recipient !== names[1])
        .map((row) => JSON.stringify(row)),
    ];
    for (const name of names) for (const body of seen) expect(body).not.toContain(name);
    for (const body of seen.slice(2)) expect(body).not.toContain('зеленогорка');

    // The entry of the one who wrote: its reviewers read it without its names, others do not meet it.
    const takers = await app.em.findBy(CrossReview, { submissionId: entry.id });
    for (const [index, person] of people.entries()) {
      const browser = await app.signIn(person.email);
      const list = (await browser.get('/cross-reviews')).body;
      const taken = takers.find(({ reviewerId }) => reviewerId === entries[index]!.id);
      expect(list.includes('Секретная практика')).toBe(taken !== undefined);
      if (!taken) continue;
      const page = (await browser.get(`/cross-reviews/${taken.id}`)).body;
      const api = (await browser.api('GET', `cross-reviews/${taken.id}`)).body;
      expect(page).toContain('Секретная практика');
      for (const name of names) for (const body of [list, page, api]) expect(body).not.toContain(name);
      for (const body of [page, api]) expect(body).not.toContain('RU-SPE');
    }
  });

  it('experts read the comments after their own sheet, and only where the rules show them', async () => {
    await allot();
    for (const index of entries.keys()) await handIn(index, 2, 'Примета красногорка');
    const expert = await given.expert(app.em, year, { regionCode: 'RU-TOM' });
    const browser = await app.signIn(expert.user.email);
    const open = await given.assignment(app.em, expert, entries[0]!);
    const done = await given.sheet(app.em, year, { expert, entry: entries[1]!, points: [7, 7] });
    const page = async (id: string) => (await browser.get(`/judging/desk/${id}`)).body.includes('Примета красногорка');
    expect([await page(open.id), await page(done.assignmentId)]).toEqual([false, true]);
    await app.em.query(
      `UPDATE regulation_edition SET judging_rules = jsonb_set(judging_rules, '{crossReview,shownToExperts}', 'false') WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    expect(await page(done.assignmentId)).toBe(false);
  });
});

describe('the rule', () => {
  it('is written on the page of judging rules, after the intake only by a new edition with a reason', async () => {
    await app.em.query(`UPDATE regulation_edition SET judging_rules = '{}' WHERE cycle_id = $1`, [year.cycle.id]);
    const path = `/cycles/${year.cycle.id}/judging-rules`;
    const page = (await organizerBrowser.get(path)).body;
    expect(page).toContain('Взаимная экспертиза');
    const fields = {
      version: '1',
      region: 'yes',
      months: '0',
      answerDays: '14',
      mode: 'match',
      minLoad: '0',
      perRegion: '',
      perOrganisation: '',
      remarks: 'optional',
      remarkLength: '1',
      others: 'never',
      extraExpert: 'after-word',
      crossReviews: '3',
      crossLength: '550',
      crossExempt: ['В'],
      crossUnfinished: 'noted',
      crossShown: 'yes',
    };
    expect((await organizerBrowser.post(path, fields)).statusCode).toBe(409);
    const beyond = await organizerBrowser.post(path, { ...fields, crossReviews: '21', reason: 'Ошибка' });
    expect([beyond.statusCode, beyond.body.includes('crossReviews-error')]).toEqual([422, true]);
    expect((await organizerBrowser.post(path, { ...fields, reason: 'Решение совета' })).statusCode).toBe(303);
    const [edition] = await app.em.query(
      `SELECT number, judging_rules->'crossReview' AS said FROM regulation_edition WHERE cycle_id = $1 ORDER BY number DESC LIMIT 1`,
      [year.cycle.id],
    );
    expect(edition).toEqual({
      number: 2,
      said: { reviews: 3, commentLength: 550, grades: false, exempt: ['В'], unfinished: 'noted', shownToExperts: true },
    });
    const wrong = await organizerBrowser.post(path, { ...fields, crossExempt: ['Ъ'], reason: 'Ошибка', version: '1' });
    expect(wrong.statusCode).toBe(422);
  });
});

describe('programs', () => {
  it('allot, follow, write and hand in', async () => {
    const api = `cycles/${year.cycle.id}/cross-reviews`;
    expect((await organizerBrowser.api('GET', `${api}/preview?seed=5`)).json()).toEqual({
      entries: 6,
      pairs: 12,
      least: 2,
      most: 2,
    });
    expect((await organizerBrowser.api('POST', `${api}/allotments`, { seed: 5 })).statusCode).toBe(201);
    expect((await organizerBrowser.api('GET', `${api}/allotments`)).json().items).toEqual([
      expect.objectContaining({ seed: 5, reviews: 2, least: 2, most: 2 }),
    ]);
    const browser = await app.signIn(people[0]!.email);
    const { items } = (await browser.api('GET', 'cross-reviews')).json();
    expect(items).toEqual([expect.objectContaining({ state: 'owing', needed: 2, submitted: 0, commentLength: 550 })]);
    const [one, two] = items[0].reviews as { id: string }[];
    const read = await browser.api('GET', `cross-reviews/${one!.id}`);
    const headers = { 'if-match': String(read.headers['etag']) };
    const saved = await browser.api('PUT', `cross-reviews/${one!.id}`, { comment: 'Черновик' }, { headers });
    expect(saved.json()).toMatchObject({ state: 'open', comment: 'Черновик', version: 2 });
    const sent = await browser.api(
      'POST',
      `cross-reviews/${one!.id}/submit`,
      { comment: 'Готово' },
      { headers: { 'if-match': '"2"' } },
    );
    expect(sent.json()).toMatchObject({ state: 'submitted', comment: 'Готово' });
    const back = await browser.api('POST', `cross-reviews/${two!.id}/conflict`, { reason: 'Знакомы' });
    expect(back.json().replacedBy).toMatch(/^[0-9a-f-]{36}$/);
    const target = (await app.em.findOneByOrFail(CrossReview, { id: one!.id })).submissionId;
    const written = (await organizerBrowser.api('GET', `${api}/${target}/reviews`)).json();
    expect(written.items).toContainEqual(
      expect.objectContaining({ byRegisterNumber: entries[0]!.registerNumber, comment: 'Готово', state: 'submitted' }),
    );
    const csv = (await organizerBrowser.get(`${home}/reviews.csv`)).body;
    expect(csv).toContain('Готово');
    expect(csv).not.toContain('Черновик');
    expect((await organizerBrowser.api('POST', `${api}/${entries[1]!.id}/nudge`)).statusCode).toBe(204);
    expect(
      (await organizerBrowser.api('POST', `${api}/${entries[1]!.id}/excuse`, { reason: 'Болезнь' })).statusCode,
    ).toBe(204);
  });
});
