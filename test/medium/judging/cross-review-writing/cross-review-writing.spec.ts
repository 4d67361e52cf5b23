import { beforeEach, describe, expect, it } from '@jest/globals';
import { dutyState } from '../../../../src/domain/judging/cross-review.js';
import { plainJudgingRules } from '../../../../src/domain/cycles/judging-rules.js';
import { CrossReview } from '../../../../src/judging/cross-review/cross-review.entity.js';
import {
  allot,
  app,
  closesAt,
  codeOf,
  during,
  duties,
  entrant,
  entries,
  handIn,
  home,
  opensAt,
  organizer,
  owed,
  owner,
  people,
  reviews,
  scene,
  standings,
  useCrossReviews,
  year,
} from '../../../support/cross-review.js';

useCrossReviews();
beforeEach(() => scene());

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
