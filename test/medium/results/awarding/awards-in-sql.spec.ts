import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../../../src/platform/ids.js';
import { WithdrawalsService } from '../../../../src/results/withdrawals/withdrawals.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { convene } from '../../../support/decisions.js';

import { decidingYear, type DecidingYear } from '../../../support/deciding-year.js';

let app: TestApp;
let deciding: DecidingYear;
let year: DecidingYear['year'];
let entries: DecidingYear['entries'];
let organizer: DecidingYear['organizer'];
let chair: DecidingYear['chair'];
let meetingId: DecidingYear['meetingId'];
let withdrawals: WithdrawalsService;

beforeAll(async () => {
  app = await startApp();
  withdrawals = app.nest.get(WithdrawalsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  deciding = await decidingYear(app);
  ({ year, entries, organizer, chair, meetingId } = deciding);
});

describe('SQL refuses', () => {
  let owner: pg.Client;
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: app.databaseUrl });
    await owner.connect();
  });
  afterAll(() => owner.end());

  const insert = async (values: Record<string, unknown>) => {
    const [ranking] = await app.em.query('SELECT id FROM ranking WHERE nomination_id = $1', [year.nomination.id]);
    const row: Record<string, unknown> = {
      id: newId(),
      cycle_id: year.cycle.id,
      nomination_id: year.nomination.id,
      submission_id: entries[0]!.id,
      outcome: 'winner',
      reason: 'Первое место',
      ranking_id: ranking.id,
      place: 1,
      meeting_id: meetingId,
      decided_by_id: chair.userId,
      decided_at: new Date(),
      ...values,
    };
    const names = Object.keys(row);
    const marks = names.map((_name, index) => `$${index + 1}`);
    return owner.query(`INSERT INTO award (${names.join(', ')}) VALUES (${marks.join(', ')})`, Object.values(row));
  };
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { constraint?: string; code?: string }) => error.constraint ?? error.code,
    );

  it('nothing that is right', async () => {
    expect(await refused(insert({}))).toBe('done');
  });

  it('a decision of a sitting without a quorum, with recusals of the question counted', async () => {
    const few = await convene(app, organizer, year, '5');
    await owner.query('UPDATE meeting SET present = 4 WHERE id = $1', [few.id]);
    expect(await refused(insert({ meeting_id: few.id }))).toBe('award_has_quorum');
    await owner.query('UPDATE meeting SET present = 5 WHERE id = $1', [few.id]);
    const [item, member] = [newId(), newId()];
    await owner.query(
      `INSERT INTO agenda_item (id, meeting_id, position, title, nomination_id) VALUES ($1, $2, 1, 'x', $3)`,
      [item, few.id, year.nomination.id],
    );
    await owner.query(`INSERT INTO meeting_member (id, meeting_id, name, present) VALUES ($1, $2, 'А', true)`, [
      member,
      few.id,
    ]);
    await owner.query(
      `INSERT INTO recusal (id, agenda_item_id, member_id, reason, created_at) VALUES ($1, $2, $3, 'x', now())`,
      [newId(), item, member],
    );
    expect(await refused(insert({ meeting_id: few.id }))).toBe('award_has_quorum');
    await owner.query(
      `UPDATE regulation_edition SET publication_rules = '{"sittings": {"recusals": "reduce-base"}}' WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    expect(await refused(insert({ meeting_id: few.id }))).toBe('done');
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ['a decision without a reason', () => ({ reason: '' }), 'award_has_reason'],
    ['a decider who is nobody', () => ({ decided_by_id: newId() }), 'award_fits'],
    ['a decision without a decider', () => ({ decided_by_id: null }), '23502'],
    ['a decision without a basis', () => ({ ranking_id: null, place: null }), 'award_has_basis'],
    ['an unknown kind', () => ({ outcome: 'champion' }), 'award_outcome_known'],
    ['a place that the ranking does not have', () => ({ place: 2 }), 'award_place_of_ranking'],
    ['a departure without a word', () => ({ submission_id: entries[2]!.id, place: 3 }), 'award_departure_is_said'],
    [
      'a departure without a reason of its own',
      () => ({ submission_id: entries[2]!.id, place: 3, departure: true }),
      'award_departure_has_own_reason',
    ],
    ['a reserve without its number', () => ({ outcome: 'reserve' }), 'award_reserve_has_order'],
    [
      'a regional laureate without a region',
      () => ({ outcome: 'regional-laureate', ranking_id: null, place: null }),
      'award_region_of_regional',
    ],
    [
      'a laureate of another region',
      () => ({ outcome: 'regional-laureate', region_code: 'RU-YAR', ranking_id: null, place: null }),
      'award_fits',
    ],
  ])('%s', async (_what, values, constraint) => {
    expect(await refused(insert(values()))).toBe(constraint);
  });

  it('an award beside nobody, and nobody beside an award', async () => {
    const nobody = () =>
      owner.query(
        `INSERT INTO not_awarded (id, cycle_id, nomination_id, outcome, meeting_id, reason, decided_by_id, decided_at)
         VALUES ($1, $2, $3, 'winner', $4, 'x', $5, now())`,
        [newId(), year.cycle.id, year.nomination.id, meetingId, chair.userId],
      );
    expect(await refused(nobody())).toBe('done');
    expect(await refused(nobody())).toBe('not_awarded_once');
    expect(await refused(insert({}))).toBe('award_or_nobody');
    await owner.query('DELETE FROM not_awarded WHERE nomination_id = $1', [year.nomination.id]);
    expect(await refused(insert({}))).toBe('done');
    expect(await refused(nobody())).toBe('award_or_nobody');
  });

  it('two of one number in the reserve, an edited decision and an edited withdrawal', async () => {
    const reserve = (index: number) =>
      insert({
        outcome: 'reserve',
        reserve_order: 1,
        submission_id: entries[index]!.id,
        place: index + 1,
        departure: index > 0,
        own_reason: 'x',
      });
    expect(await refused(reserve(0))).toBe('done');
    expect(await refused(reserve(1))).toBe('award_reserve_order_once');
    expect(
      await refused(owner.query(`UPDATE award SET reason = 'y' WHERE nomination_id = $1`, [year.nomination.id])),
    ).toBe('award_append_only');
    await owner.query('DELETE FROM award WHERE nomination_id = $1', [year.nomination.id]);
    await deciding.name('winner', [0]);
    await withdrawals.standDown(organizer, entries[0]!.id, 'Отказ');
    expect(
      await refused(owner.query(`UPDATE entry_withdrawal SET reason = 'y' WHERE submission_id = $1`, [entries[0]!.id])),
    ).toBe('entry_withdrawal_append_only');
  });
});
