import { beforeEach, describe, expect, it } from '@jest/globals';
import { CrossReviewAllotment } from '../../../../src/judging/cross-review/cross-review-allotment.entity.js';
import { CrossReview } from '../../../../src/judging/cross-review/cross-review.entity.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { actorOf, given } from '../../../support/given.js';
import {
  allot,
  app,
  closesAt,
  codeOf,
  duties,
  entrant,
  entries,
  grant,
  handIn,
  home,
  organizer,
  organizerBrowser,
  people,
  reviews,
  scene,
  useCrossReviews,
  year,
} from '../../../support/cross-review.js';

useCrossReviews();
beforeEach(() => scene());

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
