import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor, Role } from '../../src/domain/kernel/actor.js';
import { rankEntries, type RankingInput } from '../../src/domain/ranking/rank-entries.js';
import { Refusal, type RefusalCode } from '../../src/domain/kernel/refusal.js';
import { newId } from '../../src/platform/ids.js';
import { Award } from '../../src/results/awards/award.entity.js';
import { AwardsService } from '../../src/results/awarding/awards.service.js';
import { verifyProtocol } from '../../src/results/file-cycle/verify.js';
import { Meeting } from '../../src/results/meetings/meeting.entity.js';
import { MeetingsService, type MeetingInput } from '../../src/results/meetings/meetings.service.js';
import { protocolPdf } from '../../src/results/protocol-paper/protocol-pdf.js';
import { ProtocolsService } from '../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../src/results/publication/publications.service.js';
import { RankingsService } from '../../src/results/rankings/rankings.service.js';
import { rowsOf } from '../../src/domain/results/rankings/stored-rows.js';
import { findPublished, listPublishedYears } from '../../src/results/publication/publication.queries.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import { countQueries } from '../support/count-queries.js';
import { startApp, type TestApp } from '../support/app.js';
import { actorOf, given, type GivenCycle } from '../support/given.js';

type Person = Actor & { userId: string };
const secretGround = 'Единодушно признано образцом';
const sitting: MeetingInput = {
  body: 'Экспертное жюри',
  number: '4',
  heldOn: '2026-06-10',
  place: 'Москва',
  form: 'in-person',
  members: 9,
  present: 5,
  recused: 0,
  chairName: 'Е. В. Соколова',
  secretaryName: 'Д. А. Ким',
  attendees: [],
};

/** Another one for every test: what an earlier test has published is no secret. */
let secret: string;
let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let organizer: Person;
let chair: Person;
let emails: Record<'organizer' | 'auditor' | 'entrant' | 'expert' | 'coordinator', string>;
let rankings: RankingsService;
let meetings: MeetingsService;
let awards: AwardsService;
let protocols: ProtocolsService;
let publications: PublicationsService;

const refused = (deed: Promise<unknown>): Promise<RefusalCode | 'done'> =>
  deed.then(
    () => 'done' as const,
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

beforeAll(async () => {
  app = await startApp();
  rankings = app.nest.get(RankingsService);
  meetings = app.nest.get(MeetingsService);
  awards = app.nest.get(AwardsService);
  protocols = app.nest.get(ProtocolsService);
  publications = app.nest.get(PublicationsService);
});
afterAll(() => app.close());

/** Three judged entries with totals 17, 14 and 14; the first has the secret title. */
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em);
  secret = `Тихая гавань без очередей ${year.cycle.year}`;
  const cycleId = year.cycle.id;
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const later = new Date('2026-02-11T09:00:00Z');
  entries = [
    await given.submittedEntry(app.em, year, { title: secret, organisation }),
    await given.submittedEntry(app.em, year, { title: 'Вторая', organisation }),
    await given.submittedEntry(app.em, year, { title: 'Третья', organisation, submittedAt: later }),
  ];
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  const points = [
    [9, 8],
    [7, 7],
    [7, 7],
  ];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: points[index]! });
  const person = (role: Role) => given.user(app.em, { roles: [{ role, cycleId }] });
  const people = {
    organizer: await person('organizer'),
    auditor: await person('auditor'),
    coordinator: await given.user(app.em, { roles: [{ role: 'coordinator', regionCode: 'RU-YAR' }] }),
    entrant: await given.user(app.em, { memberOf: [organisation] }),
    expert: experts[0]!.user,
  };
  emails = Object.fromEntries(Object.entries(people).map(([role, { email }]) => [role, email])) as typeof emails;
  const grants = (role: Role) => [{ role, cycleId, nominationId: null, regionCode: null }];
  organizer = actorOf(people.organizer, { grants: grants('organizer') });
  chair = actorOf(await person('chair'), { grants: grants('chair') });
});

const naming = (meetingId: string, index: number, reason = '', ground = secretGround) => ({
  meetingId,
  nominationId: year.nomination.id,
  outcome: 'winner' as const,
  chosen: [{ submissionId: entries[index]!.id, reason }],
  ground,
});

async function decided(): Promise<string> {
  await rankings.rank(organizer, year.nomination.id);
  const meeting = await meetings.convene(organizer, year.cycle.id, sitting);
  await awards.name(chair, naming(meeting.id, 0));
  return meeting.id;
}

async function signedByBoth(meetingId: string) {
  const protocol = await protocols.drawUp(organizer, meetingId);
  await protocols.approve(organizer, protocol.id, protocol.hash);
  await protocols.approve(chair, protocol.id, protocol.hash);
  return protocol;
}

const setAsideOneOf = (entry: Submission) =>
  app.em.query(
    `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ заявки' WHERE assignment_id IN
       (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
    [entry.id],
  );

describe('ranking', () => {
  it('equals the pure function on the same sheets', async () => {
    const ranking = await rankings.rank(organizer, year.nomination.id);
    const pure = rankEntries(ranking.inputs as unknown as RankingInput);
    expect(rowsOf(ranking).ranked).toEqual(pure.rows);
    expect(rowsOf(ranking).ranked.map(({ totalShown, place }) => [totalShown, place.from])).toEqual([
      ['17.00', 1],
      ['14.00', 2],
      ['14.00', 3],
    ]);
    expect(ranking.sheets).toBe(6);
  });

  it('is one ranking while the sheets are the same, even for two at once', async () => {
    const both = [organizer, chair].map((actor) => rankings.rank(actor, year.nomination.id));
    const [first, second] = await Promise.all(both);
    expect(first!.id).toBe(second!.id);
  });

  it('is another ranking when a sheet is set aside', async () => {
    const before = await rankings.rank(organizer, year.nomination.id);
    await setAsideOneOf(entries[0]!);
    const after = await rankings.rank(organizer, year.nomination.id);
    expect(after.id).not.toBe(before.id);
    expect(after.sheets).toBe(5);
  });

  it('cannot be changed or deleted', async () => {
    const { id } = await rankings.rank(organizer, year.nomination.id);
    await expect(app.em.query('UPDATE ranking SET sheets = 1 WHERE id = $1', [id])).rejects.toThrow();
    await expect(app.em.query('DELETE FROM ranking WHERE id = $1', [id])).rejects.toThrow();
  });

  it('does not exist for others, and those who only watch do not make one', async () => {
    await rankings.rank(organizer, year.nomination.id);
    for (const role of ['entrant', 'expert', 'coordinator'] as const) {
      const browser = await app.signIn(emails[role]);
      const answer = await browser.api('GET', `nominations/${year.nomination.id}/ranking`);
      expect([role, answer.statusCode]).toEqual([role, 404]);
    }
    const auditor = await app.signIn(emails.auditor);
    expect((await auditor.api('GET', `nominations/${year.nomination.id}/ranking`)).statusCode).toBe(200);
    expect((await auditor.api('POST', `nominations/${year.nomination.id}/ranking`)).statusCode).toBe(403);
  });
});

describe('decisions', () => {
  it('need a ranking, a quorum, and a reason to pass over a better place', async () => {
    const few = await meetings.convene(organizer, year.cycle.id, { ...sitting, present: 4 });
    expect(await refused(awards.name(chair, naming(few.id, 0)))).toBe('nothing-to-rank');
    await rankings.rank(organizer, year.nomination.id);
    expect(await refused(awards.name(chair, naming(few.id, 0)))).toBe('no-quorum');
    const meeting = await meetings.convene(organizer, year.cycle.id, sitting);
    expect(await refused(awards.name(chair, naming(meeting.id, 1)))).toBe('departure-needs-reason');
    expect(await refused(awards.name(chair, naming(meeting.id, 1, 'Шире охват')))).toBe('done');
    expect(await refused(awards.name(chair, naming(meeting.id, 0, '', ' ')))).toBe('reason-required');
  });

  it('have no protocol once their sitting turns out to have had no quorum', async () => {
    const meetingId = await decided();
    const { version } = await app.em.findOneByOrFail(Meeting, { id: meetingId });
    await meetings.edit(organizer, meetingId, { ...sitting, present: 4, version });
    expect(await refused(protocols.drawUp(organizer, meetingId))).toBe('no-quorum');
    await meetings.edit(organizer, meetingId, { ...sitting, version: version + 1 });
    expect(await refused(protocols.drawUp(organizer, meetingId))).toBe('done');
  });

  it('are recorded by people of the body', async () => {
    const meetingId = await decided();
    const auditor = await app.signIn(emails.auditor);
    const answer = await auditor.api('POST', `cycles/${year.cycle.id}/awards`, naming(meetingId, 0));
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'not-a-member']);
  });

  it('of one nomination, made by two at once, leave one winner', async () => {
    await rankings.rank(organizer, year.nomination.id);
    const meeting = await meetings.convene(organizer, year.cycle.id, sitting);
    await Promise.all([
      awards.name(chair, naming(meeting.id, 0)),
      awards.name(organizer, naming(meeting.id, 1, 'Шире охват')),
    ]);
    const [row] = await app.em.query('SELECT count(*)::int AS n FROM award WHERE nomination_id = $1', [
      year.nomination.id,
    ]);
    expect(row.n).toBe(1);
  });

  it('are refused by SQL without a reason', async () => {
    const meetingId = await decided();
    const [ranking] = await app.em.query('SELECT id FROM ranking WHERE nomination_id = $1', [year.nomination.id]);
    const insert = app.em.query(
      `INSERT INTO award (id, cycle_id, nomination_id, submission_id, outcome, reason, ranking_id, meeting_id,
                          decided_by_id, decided_at) VALUES ($1, $2, $3, $4, 'finalist', '', $5, $6, $7, now())`,
      [newId(), year.cycle.id, year.nomination.id, entries[1]!.id, ranking.id, meetingId, chair.userId],
    );
    await expect(insert).rejects.toThrow('award_has_reason');
  });

  it('recommends several entries together or, where one is refused, none', async () => {
    const meetingId = await decided();
    const chosen = [
      { submissionId: entries[1]!.id, reason: 'Готова к внедрению' },
      { submissionId: entries[2]!.id, reason: ' ' },
    ];
    const place = { meetingId, nominationId: year.nomination.id };
    expect(await refused(awards.recommend(chair, { ...place, chosen }))).toBe('reason-required');
    const recommended = { nominationId: place.nominationId, outcome: 'recommended' as const };
    expect(await app.em.countBy(Award, recommended)).toBe(0);
    chosen[1]!.reason = 'Проверена в двух районах';
    await awards.recommend(chair, { ...place, chosen });
    expect(await app.em.countBy(Award, recommended)).toBe(2);
  });
});

describe('protocol', () => {
  it('can be computed again by anybody, and its paper has the same bytes each time', async () => {
    const { twin } = await protocols.drawUp(organizer, await decided());
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    expect(await protocolPdf(structuredClone(twin) as never)).toEqual(
      await protocolPdf(structuredClone(twin) as never),
    );
    const faked = structuredClone(twin) as { nominations: { decisions: { place: number }[] }[] };
    faked.nominations[0]!.decisions[0]!.place = 2;
    expect(verifyProtocol(JSON.stringify(faked)).fault?.pointer).toBe('/nominations/0/decisions/0/place');
  });

  it('is drawn up once while nothing changes, and not at all when nothing is decided', async () => {
    const empty = await meetings.convene(organizer, year.cycle.id, sitting);
    expect(await refused(protocols.drawUp(organizer, empty.id))).toBe('nothing-decided');
    const meetingId = await decided();
    const first = await protocols.drawUp(organizer, meetingId);
    expect((await protocols.drawUp(chair, meetingId)).id).toBe(first.id);
  });

  it('is signed by one person once, however fast the clicks', async () => {
    const protocol = await protocols.drawUp(organizer, await decided());
    const clicks = Array.from({ length: 4 }, () => refused(protocols.approve(chair, protocol.id, protocol.hash)));
    expect((await Promise.all(clicks)).sort()).toEqual(['done', 'same-approver', 'same-approver', 'same-approver']);
  });

  it('is signed by two people at the same time', async () => {
    const protocol = await protocols.drawUp(organizer, await decided());
    const both = [organizer, chair].map((actor) => refused(protocols.approve(actor, protocol.id, protocol.hash)));
    expect(await Promise.all(both)).toEqual(['done', 'done']);
  });

  it('is not signed when something else was read, or decided meanwhile; older signatures do not carry over', async () => {
    const meetingId = await decided();
    const protocol = await protocols.drawUp(organizer, meetingId);
    await protocols.approve(organizer, protocol.id, protocol.hash);
    expect(await refused(protocols.approve(chair, protocol.id, 'f'.repeat(64)))).toBe('protocol-changed');
    const [{ id: nominationId }, { id: submissionId }] = [year.nomination, entries[2]!];
    await awards.recommend(chair, {
      meetingId,
      nominationId,
      chosen: [{ submissionId, reason: 'Готова к внедрению' }],
    });
    expect(await refused(protocols.approve(chair, protocol.id, protocol.hash))).toBe('protocol-changed');
    const next = await protocols.drawUp(organizer, meetingId);
    await protocols.approve(chair, next.id, next.hash);
    const publishing = publications.publish(organizer, next.id, { publishAt: app.clock.now(), reason: '' });
    expect(await refused(publishing)).toBe('approvers-needed');
  });

  it('does not stand when a sheet is set aside after the decision', async () => {
    const meetingId = await decided();
    await setAsideOneOf(entries[1]!);
    expect(await refused(protocols.drawUp(organizer, meetingId))).toBe('ranking-changed');
  });
});

describe('publication', () => {
  it('with one signature is refused, by the rules and by SQL when the rules are bypassed', async () => {
    const protocol = await protocols.drawUp(organizer, await decided());
    await protocols.approve(organizer, protocol.id, protocol.hash);
    const browser = await app.signIn(emails.organizer);
    const answer = await browser.api('POST', `cycles/${year.cycle.id}/publications`, { protocolId: protocol.id });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'approvers-needed']);
    const insert = app.em.query(
      `INSERT INTO publication (id, cycle_id, number, protocol_id, snapshot, hash, publish_at, created_at, created_by_id)
       VALUES ($1, $2, 1, $3, '{}', $4, now(), now(), $5)`,
      [newId(), year.cycle.id, protocol.id, 'a'.repeat(64), organizer.userId],
    );
    await expect(insert).rejects.toThrow('two approvers');
  });

  it('happens once; a later one needs a reason, gets the next number and keeps what was signed before', async () => {
    const protocol = await signedByBoth(await decided());
    const now = { publishAt: app.clock.now(), reason: '' };
    expect((await publications.publish(organizer, protocol.id, now)).number).toBe(1);
    expect(await refused(publications.publish(organizer, protocol.id, now))).toBe('already-published');
    const board = await meetings.convene(organizer, year.cycle.id, { ...sitting, body: 'Совет', number: '5' });
    const [{ id: nominationId }, { id: submissionId }] = [year.nomination, entries[1]!];
    await awards.recommend(chair, {
      meetingId: board.id,
      nominationId,
      chosen: [{ submissionId, reason: 'Готова к внедрению' }],
    });
    const second = await signedByBoth(board.id);
    expect(await refused(publications.publish(organizer, second.id, now))).toBe('reason-required');
    const later = await publications.publish(organizer, second.id, { ...now, reason: 'Дополнено решением совета' });
    expect(later.number).toBe(2);
    const items = later.snapshot['items'] as { outcome: string }[];
    expect(items.map(({ outcome }) => outcome)).toEqual(['winner', 'recommended']);
    await expect(app.em.query('UPDATE publication SET reason = $1', ['x'])).rejects.toThrow();
  });

  it('leaves news for the public and for each entrant in the outbox', async () => {
    const protocol = await signedByBoth(await decided());
    const { id } = await publications.publish(organizer, protocol.id, { publishAt: app.clock.now(), reason: '' });
    const rows: unknown[] = await app.em.query(
      `SELECT type, count(*)::int AS n FROM outbox_message WHERE payload->>'publicationId' = $1 GROUP BY type ORDER BY type`,
      [id],
    );
    expect(rows).toEqual([
      { type: 'publication.published', n: 1 },
      { type: 'result.announced', n: 3 },
    ]);
  });

  it('tells nobody anything before its instant, and is there from it on', async () => {
    const protocol = await signedByBoth(await decided());
    const publishAt = new Date('2026-07-01T09:00:00Z');
    await publications.publish(organizer, protocol.id, { publishAt, reason: '' });
    const { year: number, id } = year.cycle;
    app.clock.moveTo(new Date(publishAt.getTime() - 1));
    const strangers = [app.guest(), await app.signIn(emails.expert)];
    const knowers = [await app.signIn(emails.entrant), await app.signIn(emails.coordinator)];
    for (const browser of [...strangers, ...knowers])
      for (const place of placesOf(protocol.id)) {
        const { body } = await browser.get(place);
        // The own title is no news to entrant and coordinator; ground, total and hash of the decision would be.
        const clues = strangers.includes(browser) ? [secret, protocol.hash] : [protocol.hash, secretGround, '17,00'];
        // A search page repeats the question; the answer is what must not be there.
        const answer = body.replaceAll(/value="[^"]*"|href="[^"]*"/g, '');
        expect([place, clues.filter((clue) => answer.includes(clue))]).toEqual([place, []]);
      }
    expect(await findPublished(app.em, number, app.clock.now())).toBeNull();
    expect(await listPublishedYears(app.em, app.clock.now())).not.toContain(number);
    const [mails] = await app.em.query('SELECT count(*)::int AS n FROM captured_mail WHERE html LIKE $1', [
      `%${secret}%`,
    ]);
    expect(mails.n).toBe(0);
    const [cards] = await app.em.query('SELECT count(*)::int AS n FROM practice WHERE title = $1', [secret]);
    expect(cards.n).toBe(0);

    app.clock.moveTo(publishAt);
    const published = await findPublished(app.em, number, app.clock.now());
    expect(JSON.stringify(published?.publication.snapshot)).toContain(secret);
    expect(published?.cycle.id).toBe(id);
    expect((await app.guest().get(`/results/${number}`)).body).toContain(secret);
    expect(await listPublishedYears(app.em, app.clock.now())).toContain(number);
  });
});

/** Everywhere that results could be seen, counted, searched or carried away. */
function placesOf(protocolId: string): string[] {
  const { id, year: number } = year.cycle;
  const question = encodeURIComponent(secret);
  return [
    '/',
    '/contest',
    '/results',
    '/practices',
    `/practices?q=${question}`,
    '/feed.xml',
    '/sitemap.xml',
    ...['', '.csv', '.json'].map((ending) => `/results/${number}${ending}`),
    ...['ranking', 'ranking.csv', `ranking/${entries[0]!.id}`, 'decisions', 'publication'].map(
      (page) => `/cycles/${id}/${page}`,
    ),
    ...['', '.pdf', '.json'].map((ending) => `/cycles/${id}/protocols/${protocolId}${ending}`),
    `/api/v1/nominations/${year.nomination.id}/ranking`,
    ...['meetings', 'awards', 'protocols', `protocols/${protocolId}`, 'publications'].map(
      (part) => `/api/v1/cycles/${id}/${part}`,
    ),
    `/api/v1/practices?q=${question}`,
    `/api/v1/results/${number}`,
  ];
}

describe('the pages', () => {
  it('lead from the ranking to two signatures and the publication', async () => {
    const { id } = year.cycle;
    const browser = await app.signIn(emails.organizer);
    expect((await browser.post(`/cycles/${id}/ranking`)).statusCode).toBe(303);
    expect((await browser.get(`/cycles/${id}/ranking?nomination=${year.nomination.id}`)).body).toContain('17,00');
    expect((await browser.get(`/cycles/${id}/ranking/${entries[0]!.id}`)).body).toContain('Как посчитано');
    expect((await browser.get(`/cycles/${id}/ranking.csv`)).body).toContain(secret);

    const { attendees: _nobody, ...form } = sitting;
    const fields = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));
    expect((await browser.post(`/cycles/${id}/decisions/meetings`, { ...fields, body: '' })).statusCode).toBe(422);
    const convened = await browser.post(`/cycles/${id}/decisions/meetings`, fields);
    const meeting = /meeting=([0-9a-f-]+)/.exec(convened.headers.location as string)![1]!;
    const choice = { meeting, nomination: year.nomination.id, outcome: 'winner', ground: secretGround };
    const departing = await browser.post(`/cycles/${id}/decisions`, { ...choice, chosen: entries[1]!.id });
    expect(departing.statusCode).toBe(422);
    expect(departing.body).toContain('Выбор расходится с рейтингом');
    expect((await browser.post(`/cycles/${id}/decisions`, { ...choice, chosen: entries[0]!.id })).statusCode).toBe(303);

    expect((await browser.post(`/cycles/${id}/protocols`, { meeting })).statusCode).toBe(303);
    const [protocol] = (await browser.api('GET', `cycles/${id}/protocols`)).json().items;
    const sign = `/cycles/${id}/protocols/${protocol.id}/sign`;
    expect((await browser.post(sign, { hash: 'f'.repeat(64) })).statusCode).toBe(409);
    expect((await browser.post(sign, { hash: protocol.hash })).statusCode).toBe(303);
    const again = await browser.post(sign, { hash: protocol.hash });
    expect([again.statusCode, again.body.includes('Вы уже подписали')]).toEqual([409, true]);
    const early = { protocol: protocol.id, publishAt: '2026-07-01T12:00' };
    expect((await browser.post(`/cycles/${id}/publication`, early)).statusCode).toBe(409);
    await protocols.approve(chair, protocol.id, protocol.hash);
    const asked = await browser.post(`/cycles/${id}/publication`, early);
    expect([asked.statusCode, asked.body.includes('Опубликовать итоги?')]).toEqual([200, true]);
    expect(await app.em.query('SELECT id FROM publication WHERE cycle_id = $1', [id])).toEqual([]);
    const listHash = /name="listHash" value="([0-9a-f]{64})"/.exec(asked.body)![1]!;
    const other = await browser.post(`/cycles/${id}/publication`, { ...early, listHash: 'f'.repeat(64) });
    expect(other.statusCode).toBe(409);
    expect((await browser.post(`/cycles/${id}/publication`, { ...early, listHash })).statusCode).toBe(303);
    expect((await browser.get(`/cycles/${id}/publication`)).body).toContain('Итоги откроются');
    const paper = await browser.get(`/cycles/${id}/protocols/${protocol.id}.pdf`);
    expect(paper.headers['content-type']).toBe('application/pdf');
    const twin = await browser.get(`/cycles/${id}/protocols/${protocol.id}.json`);
    expect(verifyProtocol(twin.body)).toMatchObject({ fault: null, sha256: protocol.hash });
    const [{ publish_at: publishAt }] = await app.em.query('SELECT publish_at FROM publication WHERE cycle_id = $1', [
      id,
    ]);
    expect(publishAt).toEqual(new Date('2026-07-01T09:00:00Z'));
  });

  it('of decisions take as many queries for many nominations as for one, and say which ranking is stale', async () => {
    const browser = await app.signIn(emails.organizer);
    const large = await given.cycle(app.em, { nominations: ['АА', 'ББ', 'ВВ'].map((code) => ({ code })) });
    for (const nomination of large.nominations) await given.submittedEntry(app.em, large, { nomination });
    await app.em.query(
      `INSERT INTO role_grant (id, user_id, role, cycle_id, granted_at)
      SELECT gen_random_uuid(), user_id, role, $1, granted_at FROM role_grant WHERE cycle_id = $2`,
      [large.cycle.id, year.cycle.id],
    );
    const grants = organizer.grants.map((grant) => ({ ...grant, cycleId: large.cycle.id }));
    await rankings.rank(organizer, year.nomination.id);
    await rankings.rankAll({ ...organizer, grants }, large.cycle.id);
    await meetings.convene(organizer, year.cycle.id, sitting);
    await meetings.convene({ ...organizer, grants }, large.cycle.id, sitting);
    const page = `/cycles/${year.cycle.id}/decisions`;
    await browser.get(page);
    const count = (path: string) =>
      countQueries(app.db.source, async () => {
        expect((await browser.get(path)).statusCode).toBe(200);
      });
    expect(await count(`/cycles/${large.cycle.id}/decisions`)).toBe(await count(page));
    expect((await browser.get(page)).body).not.toMatch(/данные изменились/i);
    await setAsideOneOf(entries[0]!);
    expect((await browser.get(page)).body).toMatch(/данные изменились/i);
  });
});
