import { beforeEach, describe, expect, it } from '@jest/globals';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { canonicalJson } from '../../../../src/domain/kernel/canonical.js';
import { loadPlanFacts } from '../../../../src/judging/plans/plan-facts.queries.js';
import { newId, sha256 } from '../../../../src/platform/ids.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { rankingInput } from '../../../../src/results/rankings/ranking-input.queries.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { storedRowsOf } from '../../../../src/domain/results/rankings/stored-rows.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { actorOf, given } from '../../../support/given.js';
import {
  allot,
  app,
  closesAt,
  codeOf,
  duties,
  entries,
  grant,
  handIn,
  home,
  organizer,
  organizerBrowser,
  scene,
  useCrossReviews,
  year,
} from '../../../support/cross-review.js';
import { RankingTableReader } from '../../../../src/results/ranking-table/ranking-table.reader.js';

useCrossReviews();
beforeEach(() => scene());

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
    const heads = await app.nest.get(RankingTableReader).heads(year.cycle.id);
    return heads.get(year.nominations[0]!.id)?.stale;
  };

  it('has no place from the closing instant on, named with the ground; an excuse brings the entry back', async () => {
    await allot();
    await judge();
    for (const index of [1, 2, 3, 4, 5]) await handIn(index);
    await handIn(0, 1);
    app.clock.moveTo('2026-03-20T06:59:59Z');
    const before = await rank();
    expect(storedRowsOf(before).ranked.map(({ entryId }) => entryId)).toEqual([entries[0]!.id, entries[3]!.id]);
    expect(await stale()).toBe(false);
    app.clock.moveTo('2026-03-20T07:00:01Z');
    expect(await stale()).toBe(true);
    const after = await rank();
    expect(storedRowsOf(after).ranked.map(({ entryId, place }) => [entryId, place.from])).toEqual([
      [entries[3]!.id, 1],
    ]);
    expect(storedRowsOf(after).unranked).toEqual([
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
    expect(storedRowsOf(again).ranked.map(({ entryId }) => entryId)).toEqual([entries[0]!.id, entries[3]!.id]);
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

describe('an excuse that is taken back', () => {
  const excuse = (index: number) => duties.excuse(organizer, year.cycle.id, entries[index]!.id, 'Болезнь');
  const takeBack = (index: number, reason = 'Не та заявка') =>
    duties.takeBack(organizer, year.cycle.id, entries[index]!.id, reason);
  const stateOf = async (index: number) =>
    (await organizerBrowser.api('GET', `cycles/${year.cycle.id}/cross-reviews`))
      .json<{ items: { submissionId: string; state: string }[] }>()
      .items.find(({ submissionId }) => submissionId === entries[index]!.id)!.state;

  it('leaves the entry as it would stand without it, with a record of both', async () => {
    await allot();
    await excuse(0);
    expect(await stateOf(0)).toBe('excused');
    const post = await organizerBrowser.post(`${home}/${entries[0]!.id}/take-back`, { reason: '' });
    expect([post.statusCode, await stateOf(0)]).toEqual([422, 'excused']);
    expect((await organizerBrowser.get(`${home}?view=all`)).body).toContain('Отменить освобождение');
    expect(
      (await organizerBrowser.post(`${home}/${entries[0]!.id}/take-back`, { reason: 'Не та заявка' })).statusCode,
    ).toBe(303);
    expect(await stateOf(0)).toBe('owing');
    const page = (await organizerBrowser.get(`${home}/${entries[0]!.id}`)).body;
    for (const words of ['Освобождена', 'Болезнь', 'Освобождение отменено', 'Не та заявка'])
      expect(page).toContain(words);
    expect((await organizerBrowser.get(`${home}?view=all`)).body).not.toContain('Отменить освобождение');
    const audit = await app.em.query(
      `SELECT before->>'excuseReason' AS reason FROM audit_record WHERE action = 'take-back-excuse' AND before IS NOT NULL
          AND subject_id = (SELECT id::text FROM cross_review_duty WHERE submission_id = $1)`,
      [entries[0]!.id],
    );
    expect(audit).toEqual([{ reason: 'Болезнь' }]);
    await expect(app.em.query('DELETE FROM cross_review_excuse')).rejects.toThrow();
    expect(await codeOf(takeBack(0))).toBe('action-not-allowed');
    await excuse(0);
    expect(await stateOf(0)).toBe('excused');
  });

  it('is not possible after the close for those who relied on it, and is for those who had dropped out', async () => {
    await allot();
    await excuse(0);
    app.clock.moveTo('2026-03-20T06:59:59Z');
    await excuse(1);
    await takeBack(1);
    app.clock.moveTo(closesAt);
    expect(await codeOf(takeBack(0))).toBe('stage-closed');
    await excuse(2);
    expect(await stateOf(2)).toBe('excused');
    await takeBack(2);
    expect([await stateOf(0), await stateOf(1), await stateOf(2)]).toEqual(['excused', 'dropped', 'dropped']);
    await excuse(2);
    // The experts' stage of the cycle ends on 1 June.
    app.clock.moveTo('2026-06-01T00:00:00Z');
    expect(await codeOf(takeBack(2))).toBe('stage-closed');
    expect((await organizerBrowser.get(`${home}?view=all`)).body).not.toContain('Отменить освобождение');
  });

  it('is taken back once, however many do it at once, and not by those who may not', async () => {
    for (let time = 0; time < 4; time += 1) {
      await scene();
      await allot();
      await excuse(0);
      const codes = await Promise.all([1, 2, 3].map((n) => codeOf(takeBack(0, `Причина ${n}`))));
      expect(codes.sort()).toEqual(['action-not-allowed', 'action-not-allowed', 'done']);
      const rows = await app.em.query(
        `SELECT x.kind FROM cross_review_excuse x JOIN cross_review_duty d ON d.id = x.duty_id
          WHERE d.submission_id = $1 ORDER BY x.id`,
        [entries[0]!.id],
      );
      expect(rows).toEqual([{ kind: 'given' }, { kind: 'taken-back' }]);
    }
    await excuse(0);
    const stranger = await app.signIn((await given.user(app.em)).email);
    const path = `cycles/${year.cycle.id}/cross-reviews/${entries[0]!.id}/take-back`;
    expect((await stranger.api('POST', path, { reason: 'Не та' })).statusCode).toBe(403);
    expect((await organizerBrowser.api('POST', path, { reason: 'Не та' })).statusCode).toBe(204);
  });
});
