import type { Person } from '../../../../src/domain/kernel/actor.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { EvaluationVersion } from '../../../../src/judging/history/evaluation-version.entity.js';
import { DeskReader } from '../../../../src/judging/desk/desk.reader.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { SheetHistoryService } from '../../../../src/judging/history/sheet-history.service.js';
import { SheetRestorationApproval } from '../../../../src/judging/history/sheet-restoration-approval.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import {
  jury as juryOf,
  personOf as personOfUser,
  sheetOf as ownSheet,
  codeOf,
  input,
  review,
} from '../../../support/jury.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const jury = (facts: Parameters<typeof juryOf>[1] = {}) => juryOf(app, facts);
const personOf = (userId: string) => personOfUser(app, userId);
const evaluations = () => app.nest.get(EvaluationsService);
const history = () => app.nest.get(SheetHistoryService);
const sheetOf = (assignment: Assignment) => ownSheet(app, assignment);

describe('a sheet after it was submitted', () => {
  it('is reopened by the organizer after the expert asked, is a draft with its points, and every version is kept', async () => {
    const { first, actors, scores, cycle, experts, organizerMail, criteria } = await jury();
    await evaluations().submit(actors[0]!, first.id, input(scores));
    const expert = await app.signIn(experts[0]!.user.email);
    expect((await expert.post(`/judging/desk/${first.id}/reopen`, { reason: ' ' })).statusCode).toBe(422);
    expect(
      (await expert.post(`/judging/desk/${first.id}/reopen`, { reason: 'Перепутал строки 3381' })).statusCode,
    ).toBe(303);
    expect(await codeOf(history().askReopening(actors[0]!, first.id, 'Ещё раз'))).toBe('already-exists');
    const organizer = await app.signIn(organizerMail);
    const sheet = await sheetOf(first);
    expect((await organizer.get(`/cycles/${cycle.id}/evaluation/as-of`)).body).toContain('Перепутал строки 3381');
    const address = `/cycles/${cycle.id}/evaluation/sheets/${sheet.id}`;
    expect((await organizer.post(`${address}/reopen`, { verdict: 'grant' })).statusCode).toBe(303);
    const reopened = await sheetOf(first);
    expect(reopened).toMatchObject({ state: 'draft', scores, submittedAt: null });
    const changed = { ...scores, [criteria[0]!.id]: '2' };
    await evaluations().submit(actors[0]!, first.id, input(changed, { version: reopened.version }));
    const versions = await app.em.find(EvaluationVersion, {
      where: { evaluationId: sheet.id },
      order: { number: 'ASC' },
    });
    expect(versions.map(({ number, state, scores: points }) => [number, state, points])).toEqual([
      [1, 'submitted', scores],
      [2, 'draft', scores],
      [3, 'submitted', changed],
    ]);
    const { body } = await organizer.get(address);
    for (const words of ['Версия 3: Сдан', 'Лист возвращён в работу', 'Перепутал строки 3381'])
      expect(body).toContain(words);
    expect(await codeOf(history().reopen(actors[0]!, sheet.id, 'Сам себе'))).toBe('forbidden');
  });

  it('may be declined, with a reason, and then stays frozen', async () => {
    const { first, actors, scores, organizer } = await jury();
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    expect(await codeOf(history().declineReopening(organizer, id, 'Не просили'))).toBe('action-not-allowed');
    await history().askReopening(actors[0]!, first.id, 'Ошибся');
    expect(await codeOf(history().declineReopening(organizer, id, ' '))).toBe('reason-required');
    expect((await history().declineReopening(organizer, id, 'Срок вышел')).state).toBe('declined');
    expect((await sheetOf(first)).state).toBe('submitted');
    app.clock.moveTo(review[1]);
    expect(await codeOf(history().reopen(organizer, id, 'Поздно'))).toBe('stage-closed');
  });

  it('is reopened once by two organizers at the same moment', async () => {
    const { first, actors, scores, organizer, second } = await jury();
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    const outcomes = await Promise.all([organizer, second].map((who) => codeOf(history().reopen(who, id, 'Ошибка'))));
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await app.em.countBy(EvaluationVersion, { evaluationId: id, state: 'draft' })).toBe(1);
  });

  it('does not leave its state in SQL without a grant for its very version, nor change on the way', async () => {
    const { first, actors, scores, organizer } = await jury();
    const { id, version } = await evaluations().submit(actors[0]!, first.id, input(scores));
    const reopen = (extra = '') =>
      app.em.query(
        `UPDATE evaluation SET state = 'draft', submitted_at = NULL, version = version + 1 ${extra} WHERE id = $1`,
        [id],
      );
    await expect(reopen()).rejects.toThrow('the sheet is submitted');
    const grant = (of: number) =>
      app.em.query(
        `INSERT INTO sheet_reopening (id, evaluation_id, sheet_version, state, reason, decided_by_id, decided_at)
         VALUES ($1, $2, $3, 'granted', 'проба', $4, now())`,
        [newId(), id, of, organizer.userId],
      );
    await grant(version + 7);
    await expect(reopen()).rejects.toThrow('the sheet is submitted');
    await grant(version);
    await expect(reopen(`, scores = '{}'`)).rejects.toThrow('the sheet is submitted');
    await expect(
      app.em.query(`UPDATE evaluation SET restoration_id = NULL, scores = '{}' WHERE id = $1`, [id]),
    ).rejects.toThrow('the sheet is submitted');
    await expect(app.em.query('DELETE FROM evaluation_version WHERE evaluation_id = $1', [id])).rejects.toThrow(
      'permission denied',
    );
    await reopen();
    expect((await sheetOf(first)).state).toBe('draft');
  });

  it('that ignores the guidance is set aside and replaced by an expert without a conflict; the old one stays', async () => {
    const { first, actors, scores, cycle, entries, organizerMail, ...made } = await jury({ experts: 1 });
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    const fresh = await given.expert(app.em, { ...made, cycle });
    const conflicted = await given.expert(app.em, { ...made, cycle }, { regionCode: entries[0]!.regionCode });
    const browser = await app.signIn(organizerMail);
    const address = `/cycles/${cycle.id}/evaluation/sheets/${id}`;
    const page = await browser.get(address);
    expect(page.body).toContain(fresh.id);
    expect(page.body).not.toContain(conflicted.id);
    const refused = await browser.post(`${address}/set-aside`, { reason: 'Пересказ', replacement: conflicted.id });
    expect(refused.statusCode).toBe(409);
    expect((await sheetOf(first)).state).toBe('submitted');
    expect(
      (await browser.post(`${address}/set-aside`, { reason: 'Пересказ заявки', replacement: fresh.id })).statusCode,
    ).toBe(303);
    expect(await sheetOf(first)).toMatchObject({ state: 'set-aside', reason: 'Пересказ заявки', scores });
    expect(await app.em.findOneByOrFail(Assignment, { id: first.id })).toMatchObject({ state: 'replaced' });
    expect(
      await app.em.countBy(Assignment, { expertId: fresh.id, submissionId: entries[0]!.id, state: 'active' }),
    ).toBe(1);
    expect(await app.nest.get(DeskReader).queue(actors[0]!, first.expertId)).toEqual([]);
  });

  it('of an entry with which the organizer has a conflict does not exist for that organizer', async () => {
    const { first, actors, scores, cycle, entries, organizer, organizerMail } = await jury();
    const { id } = await evaluations().submit(actors[0]!, first.id, input(scores));
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES ($1, $2, $3, 'родство', now())`,
      [newId(), organizer.userId, entries[0]!.id],
    );
    const browser = await app.signIn(organizerMail);
    for (const page of ['as-of', 'as-of.csv'])
      expect((await browser.get(`/cycles/${cycle.id}/evaluation/${page}`)).body).not.toContain(entries[0]!.title);
    expect((await browser.get(`/cycles/${cycle.id}/evaluation/sheets/${id}`)).statusCode).toBe(404);
    expect(await codeOf(history().reopen(organizer, id, 'Ошибка'))).toBe('not-found');
    expect(await codeOf(history().setAside(organizer, id, { reason: 'Ошибка', replacementId: null }))).toBe(
      'not-found',
    );
  });
});

describe('the sheets as of an instant', () => {
  async function lived() {
    const made = await jury({ experts: 3 });
    const at = (day: string) => app.clock.moveTo(`2026-06-${day}T09:00:00Z`);
    const [a, b, c] = made.assignments.map(([own]) => own!) as [Assignment, Assignment, Assignment];
    at('11');
    await evaluations().submit(made.actors[0]!, a.id, input(made.scores));
    const draft = await evaluations().save(made.actors[1]!, b.id, input(made.scores));
    at('13');
    await history().reopen(made.organizer, (await sheetOf(a)).id, 'Ошибка');
    const changed = { ...made.scores, [made.criteria[0]!.id]: '1' };
    await evaluations().submit(made.actors[0]!, a.id, input(changed, { version: (await sheetOf(a)).version }));
    await evaluations().submit(made.actors[1]!, b.id, input(changed, { version: draft.version }));
    await evaluations().submit(made.actors[2]!, c.id, input(changed));
    at('15');
    return { ...made, a, b, c, changed };
  }

  it('are counted and listed without a score, and exported', async () => {
    const { cycle, organizerMail, experts } = await lived();
    const browser = await app.signIn(organizerMail);
    const states = async (at: string) => {
      const { items } = (await browser.api('GET', `cycles/${cycle.id}/sheets?at=${at}`)).json() as {
        items: { state: string }[];
      };
      return items.map(({ state }) => state).sort();
    };
    expect(await states('2026-06-10T00:00:00Z')).toEqual(['none', 'none', 'none']);
    expect(await states('2026-06-12T00:00:00Z')).toEqual(['draft', 'none', 'submitted']);
    expect(await states('2026-06-14T00:00:00Z')).toEqual(['submitted', 'submitted', 'submitted']);
    const page = await browser.get(`/cycles/${cycle.id}/evaluation/as-of?at=2026-06-12T03:00`);
    expect(page.body).toContain('Как было 12 июня');
    const csv = await browser.get(`/cycles/${cycle.id}/evaluation/as-of.csv?at=2026-06-12T00:00:00Z`);
    expect(csv.body.match(/Черновик|Не начат|Сдан;/g)!.length).toBeGreaterThanOrEqual(2);
    expect(page.body + csv.body).not.toContain('score');
    const stranger = await app.signIn(experts[0]!.user.email);
    expect((await stranger.get(`/cycles/${cycle.id}/evaluation/as-of`)).statusCode).toBe(403);
  });

  it('are restored by two different people, as new versions', async () => {
    const { cycle, organizer, second, a, b, c, scores, changed } = await lived();
    const asked = await history().requestRestoration(organizer, cycle.id, {
      at: new Date('2026-06-12T00:00:00Z'),
      reason: 'Сбой 13 июня',
    });
    expect(await codeOf(history().approveRestoration(organizer, asked.id))).toBe('same-approver');
    expect((await sheetOf(a)).scores).toEqual(changed);
    await history().approveRestoration(second, asked.id);
    expect(await sheetOf(a)).toMatchObject({ state: 'submitted', scores });
    expect(await sheetOf(b)).toMatchObject({ state: 'draft', scores: changed });
    expect(await sheetOf(c)).toMatchObject({ state: 'draft', scores: changed });
    const kept = await app.em.find(EvaluationVersion, {
      where: { evaluationId: (await sheetOf(a)).id },
      order: { number: 'ASC' },
    });
    expect(kept.map(({ scores: points }) => points)).toEqual([scores, scores, changed, scores]);
    expect(await codeOf(history().approveRestoration(second, asked.id))).toBe('action-not-allowed');
  });

  it('are restored once when two approve at the same moment, and never by one alone in SQL', async () => {
    const { cycle, organizer, second, a, ...made } = await lived();
    const third = await given.user(app.em, { roles: [{ role: 'chair', cycleId: cycle.id }] });
    const asked = await history().requestRestoration(organizer, cycle.id, {
      at: new Date('2026-06-12T00:00:00Z'),
      reason: 'Сбой',
    });
    await expect(
      app.em.query('UPDATE sheet_restoration SET applied_at = now() WHERE id = $1', [asked.id]),
    ).rejects.toThrow('two approvers are needed');
    await expect(
      app.em.query('UPDATE evaluation SET restoration_id = $2, scores = $3 WHERE assignment_id = $1', [
        a.id,
        asked.id,
        JSON.stringify(made.scores),
      ]),
    ).rejects.toThrow('the sheet is submitted');
    const outcomes = await Promise.all(
      [second, await personOf(third.id)].map((who) => codeOf(history().approveRestoration(who, asked.id))),
    );
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await app.em.countBy(SheetRestorationApproval, { restorationId: asked.id })).toBe(2);
    expect(await app.em.countBy(EvaluationVersion, { evaluationId: (await sheetOf(a)).id })).toBe(4);
  });

  it('are not restored to what has not come, nor without a reason, nor in another cycle', async () => {
    const { cycle, organizer, actors } = await lived();
    const other = await jury();
    const ask = (who: Person, id: string, at: string, reason = 'Сбой') =>
      codeOf(history().requestRestoration(who, id, { at: new Date(at), reason }));
    expect(await ask(organizer, cycle.id, '2026-06-16T00:00:00Z')).toBe('invalid-input');
    expect(await ask(organizer, cycle.id, '2026-06-12T00:00:00Z', ' ')).toBe('reason-required');
    expect(await ask(organizer, other.cycle.id, '2026-06-12T00:00:00Z')).toBe('forbidden');
    expect(await ask(actors[0]!, cycle.id, '2026-06-12T00:00:00Z')).toBe('forbidden');
  });
});
