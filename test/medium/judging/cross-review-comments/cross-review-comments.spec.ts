import { beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { CrossReviewCommentsService } from '../../../../src/judging/cross-review-comments/cross-review-comments.service.js';
import { CrossReview } from '../../../../src/judging/cross-review/cross-review.entity.js';
import { CrossReviewModeration } from '../../../../src/judging/cross-review-comments/cross-review-moderation.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import {
  allot,
  app,
  closesAt,
  codeOf,
  entries,
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
import { actorOf, given } from '../../../support/given.js';
import { countQueries } from '../../../support/count-queries.js';

useCrossReviews();
beforeEach(() => scene());

interface Listed {
  id: string;
  registerNumber: string;
  state: string;
  version: number;
  comment: string;
}
const api = () => `cycles/${year.cycle.id}/cross-reviews/comments`;
const list = async (query = ''): Promise<Listed[]> =>
  (await organizerBrowser.api('GET', `${api()}?${query}`)).json<{ items: Listed[] }>().items;
const moderate = (verb: 'pass' | 'hold', comments: Pick<Listed, 'id' | 'version'>[], reason = '') =>
  organizerBrowser.api('POST', `${api()}/moderate`, {
    verb,
    reason,
    comments: comments.map(({ id, version }) => ({ id, version })),
  });
const receivedBy = async (index: number): Promise<string[]> => {
  const browser = await app.signIn(people[index]!.email);
  const { items } = (await browser.api('GET', 'cross-reviews/received')).json<{ items: { comment: string }[] }>();
  return items.map(({ comment }) => comment);
};

describe('comments', () => {
  it('are read by the entrants when they were let through and the stage has closed, and no sooner', async () => {
    await allot();
    for (const index of entries.keys()) await handIn(index, 2, `Отзыв номер ${index}`);
    const all = await list();
    expect(all).toHaveLength(12);
    const mine = all.filter(({ registerNumber }) => registerNumber === entries[0]!.registerNumber);
    expect((await moderate('pass', mine)).json()).toEqual({ decided: 2, changed: 0 });
    app.clock.moveTo('2026-03-20T06:59:59Z');
    expect(await receivedBy(0)).toEqual([]);
    app.clock.moveTo(closesAt);
    expect((await receivedBy(0)).sort()).toEqual(mine.map(({ comment }) => comment).sort());
    for (const index of [1, 2, 3, 4, 5]) expect(await receivedBy(index)).toEqual([]);
    const browser = await app.signIn(people[0]!.email);
    const page = (await browser.get('/cross-reviews/received')).body;
    for (const { comment } of mine) expect(page).toContain(comment);
    for (const path of ['/submissions', `/submissions/${entries[0]!.id}`])
      expect((await browser.get(path)).body).toContain('можно прочитать 2 отзыва');
    expect((await browser.get('/cross-reviews')).body).toContain('Прочитать отзывы о ваших заявках (2)');
    expect((await (await app.signIn(people[1]!.email)).get('/cross-reviews/received')).body).toContain(
      'Отзывов пока нет',
    );
  });

  it('are decided about by a form: those chosen, or all that are shown, and held back only with a reason', async () => {
    await allot();
    for (const index of entries.keys()) await handIn(index, 2, `Отзыв ${index}`);
    const page = `${home}/comments`;
    const shown = (await organizerBrowser.get(page)).body;
    const seen = [...shown.matchAll(/name="shown" value="([^"]+)"/g)].map(([, value]) => value!);
    expect(seen).toHaveLength(12);
    const bare = await organizerBrowser.post(page, { verb: 'hold', state: 'unread', chosen: [seen[0]!] });
    expect([bare.statusCode, bare.body.includes('checked')]).toEqual([422, true]);
    expect((await organizerBrowser.post(page, { verb: 'pass', state: 'unread' })).statusCode).toBe(422);
    const held = await organizerBrowser.post(page, {
      verb: 'hold',
      state: 'unread',
      chosen: [seen[0]!],
      reason: 'Грубо',
    });
    expect(held.statusCode).toBe(303);
    // The page was read before that: the one held back since stays so.
    const rest = await organizerBrowser.post(page, { verb: 'pass-shown', state: 'unread', shown: seen });
    expect(rest.statusCode).toBe(303);
    expect((await organizerBrowser.get(`${page}?state=unread`)).body).toContain('Здесь пусто');
    const heldPage = (await organizerBrowser.get(`${page}?state=held`)).body;
    expect(heldPage).toContain('Грубо');
    expect((await list('state=held')).map(({ id }) => id)).toEqual([seen[0]!.slice(0, 36)]);
    expect(await list('state=passed')).toHaveLength(11);
    // What was let through can be held back after all, and the other way round.
    const [first] = await list('state=passed');
    await moderate('hold', [first!], 'Названа фамилия');
    expect(await list('state=held')).toHaveLength(2);
    expect((await moderate('pass', await list('state=held'))).json()).toEqual({ decided: 2, changed: 0 });
    const audit = await app.em.query(`SELECT 1 FROM audit_record WHERE action = 'hold-comment'`);
    expect(audit.length).toBeGreaterThanOrEqual(2);
  });

  it('two who decide at once do not overwrite each other', async () => {
    await allot();
    await handIn(0);
    const service = app.nest.get(CrossReviewCommentsService);
    for (const seen of (await list()).map(({ id }) => [{ id, version: 0 }])) {
      const results = await Promise.all(
        (['pass', 'hold', 'pass'] as const).map((verb) =>
          service.moderate(organizer, year.cycle.id, { verb, reason: 'Грубо', seen }),
        ),
      );
      expect(results.reduce((sum, { decided }) => sum + decided, 0)).toBe(1);
      expect(await app.em.findBy(CrossReviewModeration, { reviewId: seen[0]!.id })).toHaveLength(1);
    }
  });

  it('are listed page by page, with as many questions to the database for one as for many', async () => {
    await allot();
    for (const index of entries.keys()) await handIn(index);
    const ids: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const answer = await organizerBrowser.api('GET', `${api()}?limit=5${cursor && `&cursor=${cursor}`}`);
      const { items, next } = answer.json<{ items: Listed[]; next: string | null }>();
      ids.push(...items.map(({ id }) => id));
      cursor = next ?? '';
    }
    expect([ids.length, new Set(ids).size, cursor]).toEqual([12, 12, '']);
    const count = () =>
      countQueries(app.em.connection, async () => void (await organizerBrowser.get(`${home}/comments`)));
    await count();
    const many = await count();
    await moderate('pass', (await list()).slice(1));
    expect(await count()).toBe(many);
  });

  it('are decided about by those who run the cycle alone, and never by one who must not meet the entry', async () => {
    await allot();
    await handIn(0);
    const [one] = await list();
    const seen = [{ id: one!.id, version: 0 }];
    const asked = { verb: 'pass' as const, reason: '', seen };
    const service = app.nest.get(CrossReviewCommentsService);
    const auditor = actorOf(await given.user(app.em), {
      grants: [{ role: 'auditor', cycleId: year.cycle.id, nominationId: null, regionCode: null }],
    });
    expect(await codeOf(service.moderate(auditor, year.cycle.id, asked))).toBe('forbidden');
    const entrant = await app.signIn(people[1]!.email);
    expect((await entrant.get(`${home}/comments`)).statusCode).toBe(403);
    expect((await entrant.api('GET', api())).statusCode).toBe(403);
    const draft = await app.em
      .findOneByOrFail(CrossReview, { reviewerId: entries[1]!.id, position: 2 })
      .catch(() => null);
    const open = draft ?? (await app.em.findOneByOrFail(CrossReview, { state: 'open' }));
    expect(
      await codeOf(service.moderate(organizer, year.cycle.id, { ...asked, seen: [{ id: open.id, version: 0 }] })),
    ).toBe('not-found');
    await app.em.query(`INSERT INTO membership (id, user_id, organisation_id, created_at) VALUES ($1, $2, $3, now())`, [
      newId(),
      organizer.userId,
      entries[0]!.organisationId,
    ]);
    expect(await list()).toEqual([]);
    expect((await moderate('pass', seen)).statusCode).toBe(404);
    await expect(
      app.em.query(
        `INSERT INTO cross_review_moderation (id, review_id, state, moderated_at, moderated_by_id) VALUES ($1, $2, 'passed', now(), $3)`,
        [newId(), open.id, organizer.userId],
      ),
    ).rejects.toThrow('only a review that was handed in');
  });
});

describe('what stays hidden', () => {
  let names: [person: string, email: string, organisation: string];
  let serial = 0;
  let writer: User;
  let target: Submission;

  /** One writes to two, with the own names in the words: the first comment is let through, the second is held back. */
  async function planted(): Promise<void> {
    serial += 1;
    names = ['Зябликова Аглая', `zyablikova${serial}@secret.example`, `Совхоз «Тайный родник ${serial}»`];
    const organisation = await given.organisation(app.em, { name: names[2], regionCode: 'RU-SPE' });
    writer = await given.user(app.em, { name: names[0], email: names[1], memberOf: [organisation] });
    const entry = await given.submittedEntry(app.em, year, { organisation, title: 'Практика родника' });
    await allot();
    const actor = actorOf(writer, { organisationIds: [organisation.id] });
    const [first, second] = await app.em.findBy(CrossReview, { reviewerId: entry.id });
    const write = ({ id }: CrossReview, comment: string) =>
      reviews.submit(actor, id, { version: 1, comment, grades: {} });
    await write(first!, `Примета зеленогорка. Пишет вам ${names[0]}, ${names[2]}`);
    await write(second!, 'Примета красногорка');
    target = entries.find(({ id }) => id === first!.submissionId)!;
    const other = entries.find(({ id }) => id === second!.submissionId)!;
    const third = (await app.em.findBy(CrossReview, { submissionId: target.id, state: 'open' }))[0];
    if (third) {
      const by = entries.findIndex(({ id }) => id === third.reviewerId);
      await reviews.submit(actorOf(people[by]!, { organisationIds: [entries[by]!.organisationId] }), third.id, {
        version: 1,
        comment: 'Примета синегорка',
        grades: {},
      });
    }
    const all = await list();
    await moderate(
      'pass',
      all.filter(({ id }) => id === first!.id),
    );
    await moderate(
      'hold',
      all.filter(({ id }) => id === second!.id),
      'Причина белогорка',
    );
    expect(other.id).not.toBe(target.id);
    app.clock.moveTo(closesAt);
  }

  it('who wrote, what is held back and what nobody has read is found nowhere that entrants look', async () => {
    await planted();
    for (const [index, person] of people.entries()) {
      const browser = await app.signIn(person.email);
      const own = entries[index]!;
      const bodies = [
        (await browser.get('/cross-reviews/received')).body,
        (await browser.get('/cross-reviews')).body,
        (await browser.get('/submissions')).body,
        (await browser.get(`/submissions/${own.id}`)).body,
        (await browser.api('GET', 'cross-reviews/received')).body,
        (await browser.api('GET', `submissions/${own.id}`)).body,
        (await browser.get('/practices?q=горка')).body,
        (await browser.get(`${home}/reviews.csv`)).body,
        (await browser.get(`${home}/${target.id}`)).body,
      ];
      for (const body of bodies) {
        for (const name of [...names, 'Зябликова', 'Тайный родник']) expect(body).not.toContain(name);
        for (const secret of ['белогорка', 'красногорка']) expect(body).not.toContain(secret);
      }
      expect(bodies.some((body) => body.includes('зеленогорка'))).toBe(own.id === target.id);
      // What a person wrote himself stays his own to read; nobody else sees the comment that nobody has decided about.
      const wroteIt = await app.em.existsBy(CrossReview, {
        reviewerId: own.id,
        submissionId: target.id,
        state: 'submitted',
      });
      expect(bodies.some((body) => body.includes('синегорка'))).toBe(wroteIt);
    }
    expect((await app.guest().get('/cross-reviews/received')).statusCode).toBe(303);
  });

  it('the organizer is shown how a comment is read when names are covered', async () => {
    await planted();
    const page = (await organizerBrowser.get(`${home}/comments?state=passed`)).body;
    expect(page).toContain('Так увидят участники');
    expect(page).toContain('▒▒▒');
  });

  it('experts read all comments on their desk and by program, after the own sheet and where the rules show them', async () => {
    await planted();
    for (const index of entries.keys()) {
      const entry = entries[index]!;
      await app.em.query(
        `UPDATE cross_review_duty SET excused_at = now(), excused_by_id = $2, excuse_reason = 'x' WHERE submission_id = $1`,
        [entry.id, organizer.userId],
      );
      await app.em.query(
        `INSERT INTO cross_review_excuse (id, duty_id, kind, reason, at, by_id)
         SELECT gen_random_uuid(), id, 'given', 'x', now(), $2 FROM cross_review_duty WHERE submission_id = $1`,
        [entry.id, organizer.userId],
      );
    }
    const expert = await given.expert(app.em, year, { regionCode: 'RU-TOM' });
    const browser = await app.signIn(expert.user.email);
    const other = entries.find(({ id }) => id !== target.id)!;
    const open = await given.assignment(app.em, expert, other);
    const sheet = await given.sheet(app.em, year, { expert, entry: target, points: [7, 7] });
    const advice = async (id: string) =>
      (await browser.api('GET', `evaluations/${id}/cross-reviews`)).json<{ items: { comment: string }[] }>().items;
    expect((await advice(sheet.assignmentId)).map(({ comment }) => comment).join()).toContain('зеленогорка');
    expect(await advice(open.id)).toEqual([]);
    const stranger = await given.expert(app.em, year, { regionCode: 'RU-TOM' });
    const foreign = await (
      await app.signIn(stranger.user.email)
    ).api('GET', `evaluations/${sheet.assignmentId}/cross-reviews`);
    expect(foreign.statusCode).toBe(404);
    await app.em.query(
      `UPDATE regulation_edition SET judging_rules = jsonb_set(judging_rules, '{crossReview,shownToExperts}', 'false') WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    expect(await advice(sheet.assignmentId)).toEqual([]);
  });
});
