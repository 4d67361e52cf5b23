import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../../src/platform/ids.js';
import { Award } from '../../../../src/results/awards/award.entity.js';
import { protocolPdf } from '../../../../src/results/protocol-paper/protocol-pdf.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { WithdrawalsService } from '../../../../src/results/withdrawals/withdrawals.service.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { codeOf, personOf } from '../../../support/decisions.js';
import { given } from '../../../support/given.js';

import { decidingYear, type DecidingYear } from '../../../support/deciding-year.js';

let app: TestApp;
let deciding: DecidingYear;
let year: DecidingYear['year'];
let entries: DecidingYear['entries'];
let organizer: DecidingYear['organizer'];
let organizerEmail: DecidingYear['organizerEmail'];
let chair: DecidingYear['chair'];
let meetingId: DecidingYear['meetingId'];
let protocols: ProtocolsService;
let withdrawals: WithdrawalsService;

beforeAll(async () => {
  app = await startApp();
  protocols = app.nest.get(ProtocolsService);
  withdrawals = app.nest.get(WithdrawalsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  deciding = await decidingYear(app);
  ({ year, entries, organizer, organizerEmail, chair, meetingId } = deciding);
});

describe('the withdrawal of an entry that was chosen', () => {
  beforeEach(async () => {
    await deciding.name('winner', [0]);
    await deciding.name('finalist', [0, 1, 2]);
    await deciding.name('reserve', [3, 4]);
  });

  it('brings the first of the reserve in its place, on record, before the publication', async () => {
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/decisions/entries/${entries[0]!.id}/withdraw`;
    const shown = (await browser.get(page)).body;
    expect([shown.includes(deciding.titled(3)), shown.includes('Победитель, Финалист')]).toEqual([true, true]);
    expect((await browser.post(page, { reason: ' ' })).statusCode).toBe(422);
    expect(await deciding.awardsOf()).toContain('winner 0');
    expect((await browser.post(page, { reason: 'Команда распалась' })).statusCode).toBe(303);
    expect(await deciding.awardsOf()).toEqual(['finalist 1', 'finalist 2', 'finalist 3', 'reserve 2 4', 'winner 3']);
    const promoted = await app.em.findOneByOrFail(Award, { submissionId: entries[3]!.id, outcome: 'winner' });
    expect(promoted.reason).toContain(`Вместо отозванной заявки ${entries[0]!.registerNumber}: номер 1 в резерве`);
    expect((await app.em.findOneByOrFail(Submission, { id: entries[0]!.id })).state).toBe('withdrawn');
    const actions = await app.em.query('SELECT action FROM audit_record WHERE subject_id = $1', [promoted.id]);
    expect(actions).toEqual([{ action: 'promote' }]);
    const protocol = await deciding.draw();
    expect(deciding.faultOf(protocol)).toBeNull();
    const protocolPage = (await browser.get(`/cycles/${year.cycle.id}/protocols/${protocol.id}`)).body;
    expect(protocolPage).toContain('отозвана после решения: Команда распалась');
    await expect(protocolPdf(structuredClone(protocol.twin) as never)).resolves.toBeDefined();
    await deciding.publish();
    const board = await deciding.results();
    expect([board.includes(deciding.titled(3)), board.includes(deciding.titled(0))]).toEqual([true, false]);
    expect((await browser.post(page, { reason: 'Ещё раз' })).statusCode).toBe(409);
  });

  it('after the publication changes nothing that is seen until the list is signed and published anew with a reason', async () => {
    await deciding.publish();
    const told = () =>
      app.em.query(
        `SELECT payload->>'submissionId' AS id FROM outbox_message WHERE type = 'result.announced' AND payload->>'submissionId' = ANY($1) ORDER BY outbox_message.id`,
        [entries.map(({ id }) => id)],
      ) as Promise<{ id: string }[]>;
    const before = [await deciding.results(), (await told()).length];
    app.clock.moveTo('2026-07-10T09:00:00Z');
    const browser = await app.signIn(organizerEmail);
    await withdrawals.standDown(organizer, entries[1]!.id, 'Отказ');
    expect([await deciding.results(), (await told()).length]).toEqual(before);
    const publicationPage = `/cycles/${year.cycle.id}/publication?meeting=${meetingId}`;
    expect((await browser.get(publicationPage)).body).toContain('Составить протокол заново');
    const protocol = await deciding.draw();
    const publications = app.nest.get(PublicationsService);
    const again = (reason: string) =>
      publications.publish(organizer, protocol.id, { publishAt: app.clock.now(), reason });
    expect(await codeOf(again('Отзыв'))).toBe('approvers-needed');
    for (const signer of [organizer, chair]) await protocols.approve(signer, protocol.id, protocol.hash);
    expect(await codeOf(again(''))).toBe('reason-required');
    expect((await again('Заявка отозвана, место заняла первая из резерва')).number).toBe(2);
    const after = await deciding.results();
    expect([after.includes(deciding.titled(1)), after.includes(deciding.titled(3))]).toEqual([false, true]);
    const letters = (await told()).slice(before[1] as number).map(({ id }) => id);
    expect(letters.sort()).toEqual([entries[1]!.id, entries[3]!.id].sort());
    expect(deciding.faultOf(protocol)).toBeNull();
  });

  it('of two at once promotes two of the reserve in their order', async () => {
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        withdrawals.standDown(organizer, entries[1]!.id, 'Отказ'),
        withdrawals.standDown(chair, entries[2]!.id, 'Отказ'),
      ]);
      expect(await deciding.awardsOf()).toEqual(['finalist 0', 'finalist 3', 'finalist 4', 'winner 0']);
      if (round === 2) break;
      deciding = await decidingYear(app);
      ({ year, entries, organizer, chair, meetingId } = deciding);
      await deciding.name('winner', [0]);
      await deciding.name('finalist', [0, 1, 2]);
      await deciding.name('reserve', [3, 4]);
    }
  });

  it('leaves the place free where the reserve is at its end, and shortens it where its own withdraw', async () => {
    for (const index of [3, 4]) await withdrawals.standDown(organizer, entries[index]!.id, 'Отказ');
    expect(await deciding.awardsOf()).toEqual(['finalist 0', 'finalist 1', 'finalist 2', 'winner 0']);
    await withdrawals.standDown(organizer, entries[0]!.id, 'Отказ');
    expect(await deciding.awardsOf()).toEqual(['finalist 1', 'finalist 2']);
    expect(deciding.faultOf(await deciding.draw())).toBeNull();
  });

  it('keeps the place in the ranking, so that decisions stand; a body that decides anew cannot choose it', async () => {
    await withdrawals.standDown(organizer, entries[0]!.id, 'Отказ');
    expect(await codeOf(deciding.name('winner', [0]))).toBe('not-found');
    expect(await codeOf(deciding.name('winner', [1]))).toBe('done');
    expect((await app.em.findOneByOrFail(Award, { submissionId: entries[1]!.id, outcome: 'winner' })).departure).toBe(
      false,
    );
  });

  it('is refused of one that was not chosen, of strangers, and to who has a conflict of interest', async () => {
    expect(await codeOf(withdrawals.standDown(organizer, entries[5]!.id, 'Отказ'))).toBe('action-not-allowed');
    const { person: auditor } = await personOf(app, year, 'auditor');
    expect(await codeOf(withdrawals.standDown(auditor, entries[0]!.id, 'Отказ'))).toBe('forbidden');
    const { person: stranger } = await personOf(app, await given.cycle(app.em), 'organizer');
    expect(await codeOf(withdrawals.standDown(stranger, entries[0]!.id, 'Отказ'))).toBe('not-found');
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES ($1, $2, $3, 'x', now())`,
      [newId(), chair.userId, entries[5]!.id],
    );
    expect(await codeOf(withdrawals.standDown(chair, entries[0]!.id, 'Отказ'))).toBe('conflict-of-interest');
  });

  it('is recorded by programs, who hear whom it promoted', async () => {
    const browser = await app.signIn(organizerEmail);
    const answer = await browser.api('POST', `cycles/${year.cycle.id}/withdrawals`, {
      submissionId: entries[2]!.id,
      reason: 'Отказ',
    });
    expect([answer.statusCode, answer.json().items]).toMatchObject([
      201,
      [{ submissionId: entries[3]!.id, outcome: 'finalist', reserveOrder: 1 }],
    ]);
  });
});
