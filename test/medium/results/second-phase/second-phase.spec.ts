import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { plainRankingRule, type SecondPhase } from '../../../../src/domain/ranking/ranking-rule.js';
import { Refusal, type RefusalCode } from '../../../../src/domain/kernel/refusal.js';
import { AgendaItem } from '../../../../src/results/sittings/agenda-item.entity.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { MeetingMember } from '../../../../src/results/sittings/meeting-member.entity.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import type { Meeting } from '../../../../src/results/meetings/meeting.entity.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { storedRowsOf } from '../../../../src/domain/results/rankings/stored-rows.js';
import { SittingsService } from '../../../../src/results/sittings/sittings.service.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';
import { SecondPhaseService } from '../../../../src/results/second-phase/second-phase.service.js';

let app: TestApp;
let year: GivenCycle;
let organizer: Person;
let browser: Browser;
let entries: Submission[];
let meeting: Meeting;
let members: MeetingMember[];
let rankings: RankingsService;

beforeAll(async () => {
  app = await startApp();
  rankings = app.nest.get(RankingsService);
});
afterAll(() => app.close());

const marks: SecondPhase = { top: 2, by: { kind: 'marks', min: '1', max: '10' }, equals: 'share' };
const sitting = {
  body: 'Комиссия',
  number: '7',
  heldOn: '2026-06-09',
  place: 'Москва',
  form: 'in-person' as const,
  members: 5,
  present: 3,
  recused: 0,
  chairName: 'Чупшева С. В.',
  secretaryName: 'Иванова М. С.',
  attendees: [],
};

/** Three entries with totals 17, 15 and 13; a sitting with three members who are present and one who is not. */
async function scene(secondPhase: SecondPhase = marks): Promise<void> {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em, { edition: { rankingRule: { ...plainRankingRule, secondPhase } } });
  const cycleId = year.cycle.id;
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId }] });
  organizer = actorOf(user, { grants: [{ role: 'organizer', cycleId, nominationId: null, regionCode: null }] });
  browser = await app.signIn(user.email);
  const expert = await given.expert(app.em, year);
  entries = [];
  for (const [index, title] of ['Первая', 'Вторая', 'Третья'].entries()) {
    const entry = await given.submittedEntry(app.em, year, { title });
    entries.push(entry);
    await given.sheet(app.em, year, { expert, entry, points: [9 - index, 8 - index] });
  }
  meeting = await app.nest.get(MeetingsService).convene(organizer, cycleId, sitting);
  const sittings = app.nest.get(SittingsService);
  for (const name of ['Аносова', 'Белов', 'Власова', 'Гусев'])
    await sittings.addMember(organizer, meeting.id, { name, role: 'member', email: '' });
  members = await app.em.find(MeetingMember, { where: { meetingId: meeting.id }, order: { name: 'ASC' } });
  for (const member of members) await sittings.attend(organizer, meeting.id, member.id, member.name !== 'Гусев');
  await rankings.rank(organizer, year.nomination.id);
}
beforeEach(() => scene());

const refused = (deed: Promise<unknown>): Promise<RefusalCode | 'done'> =>
  deed.then(
    () => 'done' as const,
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );
const places = async () =>
  storedRowsOf((await rankings.latest(organizer, year.nomination.id))!).ranked.map(
    ({ entryId, place }) => `${place.from} ${entries.find(({ id }) => id === entryId)!.title}`,
  );
const record = (
  ballots: { voterId: string; marks?: Record<string, string>; order?: string[] }[],
  ground = 'Протокол 7',
) => app.nest.get(SecondPhaseService).record(organizer, year.nomination.id, { meetingId: meeting.id, ballots, ground });
const markOf = (member: number, first: string, second: string) => ({
  voterId: members[member]!.id,
  marks: { [entries[0]!.id]: first, [entries[1]!.id]: second },
});

/** Handlebars writes an equals sign of an address as an entity. */
const plain = (html: string) => html.replaceAll('&#x3D;', '=');
/** The fault stands beside its cell, the cell names it, and the summary leads to the cell. */
function expectFaultAt(page: string, cell: string): void {
  expect(plain(page)).toContain(`href="#${cell}"`);
  expect(page).toContain(`name="${cell}" aria-invalid="true" aria-describedby="${cell}-error"`);
  expect(page).toContain(`id="${cell}-error"`);
}

describe('the second phase of a nomination', () => {
  it('is entered as a table of members and the best, decides among them, and can be computed again by anybody', async () => {
    const address = `/cycles/${year.cycle.id}/second-phase?nomination=${year.nomination.id}`;
    expect((await browser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`)).body).toContain(
      'Второй этап ещё не записан',
    );
    const page = (await browser.get(address)).body;
    expect(page).toContain('Аносова: Вторая');
    expect(page).not.toContain('Гусев');
    expect(page).not.toContain('Аносова: Третья');
    const cell = (member: number, entry: number) => `b-${members[member]!.id}-${entries[entry]!.id}`;
    const sent = {
      meeting: meeting.id,
      ground: 'Протокол 7',
      [cell(0, 0)]: '6',
      [cell(0, 1)]: '9',
      [cell(1, 0)]: '7,5',
      [cell(1, 1)]: '8',
    };
    const wrong = await browser.post(address, { ...sent, [cell(0, 0)]: '11' });
    expect([wrong.statusCode, wrong.body.includes('value="11"'), wrong.body.includes('value="7,5"')]).toEqual([
      422,
      true,
      true,
    ]);
    expectFaultAt(wrong.body, cell(0, 0));
    expect(wrong.body).not.toContain(`id="${cell(1, 0)}-error"`);
    const groundless = await browser.post(address, { ...sent, ground: ' ' });
    expect([groundless.statusCode, groundless.body.includes('href="#ground"')]).toEqual([422, true]);
    expect((await browser.post(address, sent)).statusCode).toBe(303);
    expect(await places()).toEqual(['1 Вторая', '2 Первая', '3 Третья']);
    const shown = (await browser.get(`/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`)).body;
    expect(shown).toContain('второй этап: 8,5');
    expect((await browser.get(`/cycles/${year.cycle.id}/ranking/${entries[0]!.id}`)).body).toContain('6,75');
    expect((await browser.get(address)).body).toContain('value="7,5"');

    await app.nest.get(AwardsService).name(organizer, {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entries[1]!.id, reason: '' }],
      ground: 'По рейтингу',
    });
    const { twin } = await app.nest.get(ProtocolsService).drawUp(organizer, meeting.id);
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    const forged = JSON.parse(JSON.stringify(twin));
    forged.nominations[0].input.ballots[0].marks[entries[0]!.id] = '10';
    expect(verifyProtocol(JSON.stringify(forged)).fault).toMatchObject({ what: 'ranking' });
  });

  it('is taken from members who are present and do not stand aside, and from nobody else', async () => {
    expect(await refused(record([markOf(3, '5', '6')]))).toBe('invalid-input');
    const sittings = app.nest.get(SittingsService);
    await sittings.addItem(organizer, meeting.id, { title: 'О номинации', nominationId: year.nomination.id });
    const { id: itemId } = await app.em.findOneByOrFail(AgendaItem, { meetingId: meeting.id });
    await sittings.recuse(organizer, meeting.id, { itemId, memberId: members[0]!.id, reason: 'Родственник' });
    expect(await refused(record([markOf(0, '5', '6')]))).toBe('invalid-input');
    expect(await refused(record([markOf(1, '5', '6')]))).toBe('done');
    const insert = app.em.query(
      `INSERT INTO body_ballots (id, cycle_id, nomination_id, meeting_id, ballots, ground, recorded_at, recorded_by_id)
       SELECT gen_random_uuid(), $1, $2, $3, jsonb_build_array(jsonb_build_object('voterId', $4::text)), 'x', now(), $5`,
      [year.cycle.id, year.nomination.id, meeting.id, members[0]!.id, organizer.userId],
    );
    await expect(insert).rejects.toThrow('may not vote');
    await expect(app.em.query('DELETE FROM body_ballots')).rejects.toThrow('permission denied');
  });

  it('gives way to a later record, and both stay', async () => {
    await record([markOf(0, '2', '9')]);
    expect((await places())[0]).toBe('1 Вторая');
    await record([markOf(0, '9', '2')], 'Исправлена описка секретаря');
    expect((await places())[0]).toBe('1 Первая');
    const [{ n }] = await app.em.query('SELECT count(*)::int AS n FROM body_ballots WHERE nomination_id = $1', [
      year.nomination.id,
    ]);
    expect(n).toBe(2);
  });

  it('is refused without a ground, where the rule has one phase, and to one who must not meet an entry', async () => {
    expect(await refused(record([markOf(0, '5', '6')], ' '))).toBe('reason-required');
    const other = await given.cycle(app.em);
    await given.user(app.em, { roles: [{ role: 'organizer', cycleId: other.cycle.id }] });
    await app.em.query(
      `UPDATE regulation_edition SET ranking_rule = ranking_rule - 'secondPhase' WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    expect(await refused(record([markOf(0, '5', '6')]))).toBe('action-not-allowed');
    expect(
      (await browser.get(`/cycles/${year.cycle.id}/second-phase?nomination=${year.nomination.id}`)).statusCode,
    ).toBe(404);
  });

  it('takes the order of members through the page and through the API', async () => {
    await scene({ top: null, by: { kind: 'schulze' }, equals: 'first-phase' });
    const address = `/cycles/${year.cycle.id}/second-phase?nomination=${year.nomination.id}`;
    const cell = (member: number, entry: number) => `b-${members[member]!.id}-${entries[entry]!.id}`;
    const sent = { meeting: meeting.id, ground: 'Протокол 7', [cell(0, 2)]: '1', [cell(0, 1)]: '2', [cell(1, 2)]: '1' };
    const twice = await browser.post(address, { ...sent, [cell(0, 1)]: '1', [cell(1, 0)]: 'два' });
    expect(twice.statusCode).toBe(422);
    for (const name of [cell(0, 1), cell(0, 2), cell(1, 0)]) expectFaultAt(twice.body, name);
    expect(twice.body).toContain('value="два"');
    expect(twice.body).not.toContain(`id="${cell(1, 2)}-error"`);
    expect((await browser.post(address, sent)).statusCode).toBe(303);
    expect(await places()).toEqual(['1 Третья', '2 Вторая', '3 Первая']);
    const answer = await browser.api('POST', `nominations/${year.nomination.id}/ranking/ballots`, {
      meetingId: meeting.id,
      ground: 'Протокол 8',
      ballots: [{ voterId: members[0]!.id, order: [entries[1]!.id] }],
    });
    expect([answer.statusCode, await places()]).toEqual([201, ['1 Вторая', '2 Первая', '3 Третья']]);
  });

  it('says at the member whose votes are too many that they are', async () => {
    await scene({ top: null, by: { kind: 'votes', most: 1 }, equals: 'share' });
    const address = `/cycles/${year.cycle.id}/second-phase?nomination=${year.nomination.id}`;
    const cell = (member: number, entry: number) => `b-${members[member]!.id}-${entries[entry]!.id}`;
    const sent = { meeting: meeting.id, ground: 'Протокол 7', [cell(0, 0)]: '1', [cell(0, 1)]: '1', [cell(1, 2)]: '1' };
    const { statusCode, body } = await browser.post(address, sent);
    expect(statusCode).toBe(422);
    expect(plain(body)).toContain(`href="#b-${members[0]!.id}"`);
    expect(plain(body)).toContain(`id="b-${members[0]!.id}-error"`);
    expect(body).not.toContain(`b-${members[1]!.id}-error`);
    expect(body.match(/ checked/g)).toHaveLength(3);
  });

  it('is set on the page of counting', async () => {
    const address = `/cycles/${year.cycle.id}/counting`;
    const page = (await browser.get(address)).body;
    expect(page).toContain('Второй этап');
    expect(page).toMatch(/<option value="marks" selected/);
  });
});
