import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role, Person } from '../../../../src/domain/kernel/actor.js';
import type { PublicationRules } from '../../../../src/domain/cycles/publication-rules.js';
import { plainSittingRules } from '../../../../src/domain/cycles/sitting-rules.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import { SittingsService } from '../../../../src/results/sittings/sittings.service.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let entry: Submission;
let meetingId: string;
let secretary: Person;
let browser: Browser;
let sittings: SittingsService;
let people: { email: string; name: string }[];

beforeAll(async () => {
  app = await startApp();
  sittings = app.nest.get(SittingsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em);
  entry = await given.submittedEntry(app.em, year);
  for (let count = 0; count < 2; count += 1)
    await given.sheet(app.em, year, { expert: await given.expert(app.em, year), entry, points: [9, 8] });
  const person = async (role: Role, name: string) =>
    given.user(app.em, { name, roles: [{ role, cycleId: year.cycle.id }] });
  const user = await person('secretary', 'Соколова Мария');
  const grants = [{ role: 'secretary' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null }];
  secretary = actorOf(user, { grants });
  browser = await app.signIn(user.email);
  people = [await person('member', 'Первый Пётр'), await person('member', 'Второй Олег')];
  const meeting = await app.nest.get(MeetingsService).convene(secretary, year.cycle.id, {
    body: 'Совет',
    number: '4',
    heldOn: '2026-06-10',
    place: 'Москва',
    form: 'in-person',
    members: 1,
    present: 0,
    recused: 0,
    chairName: 'Чистов Андрей',
    secretaryName: 'Соколова Мария',
    attendees: [],
  });
  meetingId = meeting.id;
});

const room = () => `/cycles/${year.cycle.id}/meetings/${meetingId}`;
const act = async (verb: string, fields: Record<string, string>, by = browser) =>
  (await by.post(`${room()}/${verb}`, fields)).statusCode;
const members = () =>
  app.em.query('SELECT id, name FROM meeting_member WHERE meeting_id = $1 ORDER BY name', [meetingId]) as Promise<
    { id: string; name: string }[]
  >;
const rule = (rules: Partial<PublicationRules>) =>
  app.em.query('UPDATE regulation_edition SET publication_rules = $1 WHERE cycle_id = $2', [
    JSON.stringify(rules),
    year.cycle.id,
  ]);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

/** Chair without an account, two members with one; all present and without conflicts; one question. */
async function seated(): Promise<{ chair: string; first: string; second: string; item: string }> {
  for (const [name, role, email] of [
    ['Чистов Андрей', 'chair', ''],
    ['Первый Пётр', 'member', people[0]!.email],
    ['Второй Олег', 'member', people[1]!.email],
  ])
    expect(await act('member', { name: name!, role: role!, email: email! })).toBe(303);
  const ids = Object.fromEntries((await members()).map(({ id, name }) => [name, id]));
  for (const member of Object.values(ids)) {
    await act('attend', { member, present: 'yes' });
    await act('declare', { member, declaration: 'none' });
  }
  await act('item', { title: 'Победитель номинации', nominationId: year.nomination.id });
  const [item] = await app.em.query('SELECT id FROM agenda_item WHERE meeting_id = $1', [meetingId]);
  return {
    chair: ids['Чистов Андрей']!,
    first: ids['Первый Пётр']!,
    second: ids['Второй Олег']!,
    item: (item as { id: string }).id,
  };
}

async function ballot(item: string, secret = false): Promise<string> {
  await act('ballot', { item, question: 'Назвать победителем', ...(secret && { secret: 'yes' }) });
  const [row] = await app.em.query(
    'SELECT id FROM ballot WHERE agenda_item_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 1',
    [item],
  );
  return (row as { id: string }).id;
}

describe('a sitting', () => {
  it('counts its attendance from its members, and goes from the agenda to a signed protocol that can be verified', async () => {
    const { chair, first, second, item } = await seated();
    const [meeting] = await app.em.query('SELECT members, present, attendees FROM meeting WHERE id = $1', [meetingId]);
    expect(meeting).toEqual({ members: 3, present: 3, attendees: ['Второй Олег', 'Первый Пётр', 'Чистов Андрей'] });
    const id = await ballot(item);
    expect(await act('vote', { ballot: id, member: chair, choice: 'for' })).toBe(303);
    expect(await act('vote', { ballot: id, member: first, choice: 'for' }, await app.signIn(people[0]!.email))).toBe(
      303,
    );
    expect(await act('vote', { ballot: id, member: second, choice: 'against' })).toBe(303);
    expect(await act('vote', { ballot: id, member: second, choice: 'for' })).toBe(409);
    expect(await act('close', { ballot: id })).toBe(303);
    expect(await act('vote', { ballot: id, member: second, choice: 'for' })).toBe(409);
    expect(await act('dissent', { member: second, text: 'Эффект не подтверждён данными' })).toBe(303);
    const page = (await browser.get(room())).body;
    expect([page.includes('Принято'), page.includes('За 2, против 1')]).toEqual([true, true]);

    await app.nest.get(RankingsService).rank(secretary, year.nomination.id);
    await app.nest.get(AwardsService).name(secretary, {
      meetingId,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entry.id, reason: '' }],
      ground: 'По рейтингу',
    });
    const protocols = app.nest.get(ProtocolsService);
    const protocol = await protocols.drawUp(secretary, meetingId);
    await protocols.approve(secretary, protocol.id, protocol.hash);
    const file = (await browser.get(`/cycles/${year.cycle.id}/protocols/${protocol.id}.json`)).body;
    expect(file).toContain('Эффект не подтверждён данными');
    expect(verifyProtocol(file).fault).toBeNull();
    const twin = JSON.parse(file);
    twin.sitting.agenda[0].ballots[0].votes.for = 0;
    expect(verifyProtocol(JSON.stringify(twin)).fault).toMatchObject({
      what: 'ballot',
      pointer: '/sitting/agenda/0/ballots/0/carried',
    });
    expect(await act('dissent', { member: first, text: 'Поздно' })).toBe(409);
    expect((await browser.get(`/cycles/${year.cycle.id}/protocols/${protocol.id}.pdf`)).statusCode).toBe(200);
  });

  it('takes no vote of who is away, has said nothing of conflicts, or stands aside', async () => {
    const { chair, first, item } = await seated();
    const id = await ballot(item);
    await act('attend', { member: first, present: 'no' });
    const vote = (member: string) =>
      sittings.vote(secretary, meetingId, { ballotId: id, memberId: member, choice: 'for' });
    expect(await codeOf(vote(first))).toBe('absent');
    await act('attend', { member: first, present: 'yes' });
    await app.em.query('UPDATE meeting_member SET declaration = NULL, declared_at = NULL WHERE id = $1', [first]);
    expect(await codeOf(vote(first))).toBe('declaration-needed');
    expect(await act('recuse', { item, member: first, reason: 'Брат среди авторов' })).toBe(303);
    expect(await codeOf(vote(first))).toBe('conflict-of-interest');
    expect(await codeOf(vote(chair))).toBe('done');
  });

  it('takes one vote of a member, however many hands press at once', async () => {
    const { first, item } = await seated();
    const id = await ballot(item);
    const votes = await Promise.all(
      [1, 2, 3].map(() =>
        codeOf(sittings.vote(secretary, meetingId, { ballotId: id, memberId: first, choice: 'for' })),
      ),
    );
    expect(votes.sort()).toEqual(['already-exists', 'already-exists', 'done']);
    const [{ n }] = await app.em.query('SELECT count(*)::int AS n FROM ballot_vote WHERE ballot_id = $1', [id]);
    expect(n).toBe(1);
  });

  it('keeps secret votes without names in every table, and only from members themselves', async () => {
    const { first, second, item } = await seated();
    const id = await ballot(item, true);
    const vote = { ballotId: id, memberId: first, choice: 'against' as const };
    expect(await codeOf(sittings.vote(secretary, meetingId, vote))).toBe('forbidden');
    for (const [index, member] of [first, second].entries())
      expect(await act('vote', { ballot: id, member, choice: 'against' }, await app.signIn(people[index]!.email))).toBe(
        303,
      );
    expect(await app.em.query('SELECT DISTINCT member_id FROM ballot_vote WHERE ballot_id = $1', [id])).toEqual([
      { member_id: null },
    ]);
    const audit: { after: Record<string, unknown> }[] = await app.em.query(
      `SELECT after FROM audit_record WHERE action = 'vote' AND subject_id = $1`,
      [id],
    );
    expect(audit.flatMap(({ after }) => Object.keys(after)).sort()).toEqual([
      'ballotId',
      'ballotId',
      'memberId',
      'memberId',
    ]);
    await expect(
      app.em.query(
        `INSERT INTO ballot_vote (id, ballot_id, member_id, choice) VALUES (gen_random_uuid(), $1, $2, 'for')`,
        [id, first],
      ),
    ).rejects.toThrow('no name');
    await expect(app.em.query('DELETE FROM ballot_vote WHERE ballot_id = $1', [id])).rejects.toThrow();
    const ids = async (): Promise<{ id: string; writer: string }[]> =>
      app.em.query('SELECT id, xmin::text AS writer FROM ballot_vote WHERE ballot_id = $1 ORDER BY ctid', [id]);
    const given = await ids();
    expect(given.map((one) => one.id[14])).toEqual(['4', '4']);
    expect(await act('close', { ballot: id })).toBe(303);
    const mixed = await ids();
    expect(new Set(mixed.map(({ writer }) => writer)).size).toBe(1);
    expect(mixed.filter((one) => given.some((before) => before.id === one.id))).toEqual([]);
    await expect(app.em.query('DELETE FROM ballot_vote WHERE ballot_id = $1', [id])).rejects.toThrow();
    await expect(
      app.em
        .query(`SELECT set_config('laureat.mixes', $1, false)`, [id])
        .then(() => app.em.query('UPDATE ballot_vote SET choice = $2 WHERE ballot_id = $1', [id, 'for'])),
    ).rejects.toThrow();
  });

  it('of equal votes is closed by the chair’s, and is refused in words where the rules give it no force', async () => {
    const { chair, first, second, item } = await seated();
    const voted = async (): Promise<string> => {
      const id = await ballot(item);
      await act('vote', { ballot: id, member: chair, choice: 'for' });
      await act('vote', { ballot: id, member: first, choice: 'against' });
      await act('vote', { ballot: id, member: second, choice: 'abstained' });
      return id;
    };
    await rule({ sittings: { ...plainSittingRules, casting: false } });
    const tied = await voted();
    const answer = await browser.post(`${room()}/close`, { ballot: tied });
    expect([answer.statusCode, answer.body.includes('Голоса разделились')]).toEqual([409, true]);
    expect(await act('close', { ballot: await ballot(item) })).toBe(409);
  });

  it('is of the whole body however few of it are named in the room', async () => {
    await app.em.query('UPDATE meeting SET members = 9, present = 1 WHERE id = $1', [meetingId]);
    await act('member', { name: 'Чистов Андрей', role: 'chair', email: '' });
    await act('attend', { member: (await members())[0]!.id, present: 'yes' });
    const [meeting] = await app.em.query('SELECT members, present FROM meeting WHERE id = $1', [meetingId]);
    expect(meeting).toEqual({ members: 9, present: 1 });
    await app.nest.get(RankingsService).rank(secretary, year.nomination.id);
    const naming = app.nest.get(AwardsService).name(secretary, {
      meetingId,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entry.id, reason: '' }],
      ground: 'По рейтингу',
    });
    expect(await codeOf(naming)).toBe('no-quorum');
  });

  it('lets those who stand aside leave the quorum’s base where it is so ruled', async () => {
    const { first, second } = await seated();
    const [item] = await app.em.query('SELECT id FROM agenda_item WHERE meeting_id = $1', [meetingId]);
    for (const member of [first, second])
      await act('recuse', { item: (item as { id: string }).id, member, reason: 'Соавтор' });
    await app.nest.get(RankingsService).rank(secretary, year.nomination.id);
    const name = () =>
      app.nest.get(AwardsService).name(secretary, {
        meetingId,
        nominationId: year.nomination.id,
        outcome: 'winner',
        chosen: [{ submissionId: entry.id, reason: '' }],
        ground: 'По рейтингу',
      });
    expect(await codeOf(name())).toBe('no-quorum');
    await rule({ sittings: { ...plainSittingRules, recusals: 'reduce-base' } });
    expect(await codeOf(name())).toBe('done');
  });

  it('does not exist for those who have no part in it', async () => {
    await seated();
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.get(room())).statusCode).toBe(404);
    const [chair] = await members();
    expect(await act('attend', { member: chair!.id, present: 'no' }, stranger)).toBe(404);
    expect(await act('attend', { member: chair!.id, present: 'no' }, await app.signIn(people[0]!.email))).toBe(403);
  });
});

describe('the deliberation of a sitting', () => {
  const page = () => `${room()}/deliberation`;

  it('orders the entries of the agenda, says who leaves, and hides an entry with its thread from who has a conflict', async () => {
    const secret = await given.submittedEntry(app.em, year, { title: 'Тайная практика' });
    const { first } = await seated();
    expect(first).toBeTruthy();
    const [member] = await app.em.query('SELECT id FROM user_account WHERE email = $1', [people[0]!.email]);
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES (gen_random_uuid(), $1, $2, 'Родство', now())`,
      [(member as { id: string }).id, secret.id],
    );
    expect((await browser.get(page())).body).toContain('Выходят из зала: Первый Пётр');
    expect((await browser.post(`${page()}/discuss`, { entry: secret.id })).statusCode).toBe(303);
    expect((await browser.post(`${page()}/say`, { entry: secret.id, text: 'Секретное мнение' })).statusCode).toBe(303);
    expect((await browser.post(`${page()}/say`, { entry: secret.id, text: '' })).statusCode).toBe(422);
    const conflicted = await app.signIn(people[0]!.email);
    const seen = (await conflicted.get(page())).body;
    expect(['Тайная практика', 'Секретное мнение', 'Выходят из зала'].filter((text) => seen.includes(text))).toEqual(
      [],
    );
    expect(seen).toContain('скрыта: у вас конфликт интересов');
    expect((await conflicted.post(`${page()}/say`, { entry: secret.id, text: 'Я всё же скажу' })).statusCode).toBe(404);
    const other = (await (await app.signIn(people[1]!.email)).get(page())).body;
    expect([other.includes('Сейчас обсуждают'), other.includes('Секретное мнение')]).toEqual([true, true]);
    await expect(
      app.em.query(
        `INSERT INTO discussion_message (id, meeting_id, submission_id, author_id, author_name, text, written_at)
         VALUES (gen_random_uuid(), $1, $2, $3, 'x', 'x', now())`,
        [meetingId, secret.id, (member as { id: string }).id],
      ),
    ).rejects.toThrow('conflict of interest');
  });
});
