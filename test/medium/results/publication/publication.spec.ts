import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role, Person } from '../../../../src/domain/kernel/actor.js';
import type { PublicationRules } from '../../../../src/domain/cycles/publication-rules.js';
import { codeText } from '../../../../src/domain/results/publication/certificate.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { LibraryService } from '../../../../src/library/library.service.js';
import { Appeal } from '../../../../src/results/appeals/appeal.entity.js';
import { Award } from '../../../../src/results/awards/award.entity.js';
import { WithdrawalsService } from '../../../../src/results/withdrawals/withdrawals.service.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { Certificate } from '../../../../src/results/publication/certificate.entity.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import type { Protocol } from '../../../../src/results/protocols/protocol.entity.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import type { Publication } from '../../../../src/results/publication/publication.entity.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { RankingsService } from '../../../../src/results/rankings/rankings.service.js';
import type { KnownKey } from '../../../../src/domain/results/protocols/signature.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { codeOf } from '../../../support/decisions.js';
import { runCommandHere } from '../../../support/run-command.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let organizer: Person;
let chair: Person;
let organizerEmail: string;
let entrantEmail: string;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const sitting = {
  body: 'Совет',
  number: '4',
  heldOn: '2026-06-09',
  place: 'Москва',
  form: 'in-person' as const,
  members: 8,
  present: 6,
  recused: 0,
  chairName: 'Чупшева С. В.',
  secretaryName: 'Иванова М. С.',
  attendees: [],
};

beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em);
  const cycleId = year.cycle.id;
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  entrantEmail = (await given.user(app.em, { memberOf: [organisation] })).email;
  entries = [];
  for (const title of ['Первая', 'Вторая', 'Третья'])
    entries.push(await given.submittedEntry(app.em, year, { title: `${title} ${year.cycle.year}`, organisation }));
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9 - index, 8 - index] });
  const person = async (role: Role): Promise<[Person, string]> => {
    const user = await given.user(app.em, { roles: [{ role, cycleId }] });
    return [actorOf(user, { grants: [{ role, cycleId, nominationId: null, regionCode: null }] }), user.email];
  };
  [organizer, organizerEmail] = await person('organizer');
  [chair] = await person('chair');
});

const rule = (rules: Partial<PublicationRules>) =>
  app.em.query('UPDATE regulation_edition SET publication_rules = $1 WHERE cycle_id = $2', [
    JSON.stringify(rules),
    year.cycle.id,
  ]);

/** The first entry wins; the protocol is signed by two. */
async function signed(number = '4', winner = 0, despite = ''): Promise<Protocol> {
  await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
  const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, { ...sitting, number });
  await app.nest.get(AwardsService).name(chair, {
    meetingId: meeting.id,
    nominationId: year.nomination.id,
    outcome: 'winner',
    chosen: [{ submissionId: entries[winner]!.id, reason: winner === 0 ? '' : 'По существу' }],
    ground: 'По рейтингу',
    despite,
  });
  const protocols = app.nest.get(ProtocolsService);
  const protocol = await protocols.drawUp(organizer, meeting.id);
  for (const signer of [organizer, chair]) await protocols.approve(signer, protocol.id, protocol.hash);
  return protocol;
}

/** The same, published. */
async function published(at = app.clock.now(), number = '4', winner = 0, reason = ''): Promise<Publication> {
  const { id } = await signed(number, winner);
  return app.nest.get(PublicationsService).publish(organizer, id, { publishAt: at, reason });
}

const get = (path: string) => app.guest().get(path);
const results = () => `/results/${year.cycle.year}`;

describe('what everybody reads', () => {
  it.each([
    ['chosen', false, false],
    ['places', true, false],
    ['totals', true, true],
  ] as const)('is as much as the rules publish: %s', async (detail, places, totals) => {
    await rule({ detail });
    await published();
    const page = (await get(results())).body;
    expect(page).toContain(`Первая ${year.cycle.year}`);
    expect([page.includes(`Третья ${year.cycle.year}`), page.includes('17,00')]).toEqual([places, totals]);
    const open = (await get(`${results()}.json`)).json();
    expect(open.standings).toHaveLength(places ? 1 : 0);
    expect(open.decisions[0]).toMatchObject({ outcome: 'winner', title: `Первая ${year.cycle.year}` });
    expect([open.decisions[0].place, open.decisions[0].total]).toEqual([
      places ? 1 : undefined,
      totals ? '17.00' : undefined,
    ]);
  });

  it('keeps those without a place on the list, with the reason; until then the decisions say that something is missing', async () => {
    await rule({ detail: 'places' });
    const unjudged = await given.submittedEntry(app.em, year, { title: `Без листов ${year.cycle.year}` });
    const browser = await app.signIn(organizerEmail);
    const { id } = await signed('4', 0, 'Эксперт заболел');
    await app.nest.get(PublicationsService).publish(organizer, id, { publishAt: app.clock.now(), reason: '' });
    const decisions = (await browser.get(`/cycles/${year.cycle.id}/decisions`)).body;
    expect([decisions.includes('Всё на месте'), decisions.includes('ещё чего-то не хватает')]).toEqual([false, true]);
    const page = (await get(results())).body.replaceAll(/\s+/g, ' ');
    expect(page).toContain(unjudged.title);
    expect(page).toMatch(/4 заявки, из них 1 без места/);
    expect(page).toContain('листов оценки меньше, чем требует положение');
    const open = (await get(`${results()}.json`)).json();
    expect(open.standings[0].without).toMatchObject([{ title: unjudged.title, reason: 'too-few-sheets' }]);
  });

  it('is open data in three formats and a feed, and none of it is there before its instant', async () => {
    await rule({ detail: 'totals' });
    const at = new Date('2026-07-02T09:00:00Z');
    const publication = await published(at);
    const [certificate] = await app.em.findBy(Certificate, { publicationId: publication.id });
    const secret = `Первая ${year.cycle.year}`;
    const doors = [
      ...['', '.csv', '.json', '.jsonld', '/log'].map((ending) => `${results()}${ending}`),
      '/feed.atom',
      `/certificates/${certificate!.code}`,
      `/certificates/${certificate!.code}.pdf`,
      `/certificates?code=${certificate!.code}`,
    ];
    app.clock.moveTo('2026-07-02T08:59:59.999Z');
    const people = [app.guest(), await app.signIn(entrantEmail), await app.signIn(organizerEmail)];
    for (const person of people)
      for (const door of doors) {
        const answer = await person.get(door);
        expect([door, answer.body.includes(secret), answer.body.includes(publication.hash)]).toEqual([
          door,
          false,
          false,
        ]);
        expect([door, answer.statusCode === 200 && door.endsWith('.pdf')]).toEqual([door, false]);
      }
    app.clock.moveTo('2026-07-02T09:00:00Z');
    for (const door of doors.slice(0, 3)) expect((await get(door)).body).toContain(secret);
    const ld = JSON.parse((await get(`${results()}.jsonld`)).body);
    expect([ld['@context'], ld.hasPart[0].name]).toEqual(['https://schema.org', secret]);
    const feed = await get('/feed.atom');
    expect(feed.headers['content-type']).toContain('application/atom+xml');
    expect(feed.body).toContain(secret);
    expect((await get(`${results()}/log`)).body).toContain(publication.hash);
    const page = await get(`/certificates/${certificate!.code}`);
    expect(page.body).toContain('Диплом действителен');
    expect(page.body).toContain(codeText(certificate!.code));
  });
});

describe('an instant that has passed', () => {
  it('is a slip of the date, refused beside its field with everything typed; nothing is published', async () => {
    const yesterday = await published(new Date('2026-06-09T09:00:00Z')).catch((error: unknown) => error);
    expect(yesterday).toMatchObject({ detail: { problems: [{ pointer: '/publishAt', rule: 'in-the-past' }] } });
    const [protocol] = await app.em.query('SELECT id FROM protocol WHERE cycle_id = $1', [year.cycle.id]);
    const browser = await app.signIn(organizerEmail);
    const sent = { protocol: protocol.id, publishAt: '2026-06-09T12:00', reason: '' };
    const answer = await browser.post(`/cycles/${year.cycle.id}/publication`, sent);
    expect([answer.statusCode, answer.body.includes('2026-06-09T12:00')]).toEqual([422, true]);
    expect(answer.body).toContain('Этот момент уже прошёл.');
  });
});

describe('certificates', () => {
  it('are verified as people type the code, and the paper is the same whenever it is made', async () => {
    const publication = await published();
    const [certificate] = await app.em.findBy(Certificate, { publicationId: publication.id });
    const typed = codeText(certificate!.code).toLowerCase();
    const found = await get(`/certificates?code=${encodeURIComponent(typed)}`);
    expect(found.headers.location).toBe(`/certificates/${certificate!.code}`);
    expect((await get('/certificates?code=nonsense')).body).toContain('Такого кода нет');
    expect((await get('/certificates/0000000000000000')).statusCode).toBe(404);
    const paper = await get(`/certificates/${certificate!.code}.pdf`);
    app.clock.moveTo('2027-01-01T00:00:00Z');
    const again = await get(`/certificates/${certificate!.code}.pdf`);
    expect(paper.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect(paper.rawPayload.equals(again.rawPayload)).toBe(true);
    expect(paper.rawPayload.includes('pdfaid')).toBe(true);
  });

  it('are not issued where the rules say so, and nobody changes one', async () => {
    await rule({ certificates: false });
    const publication = await published();
    expect(await app.em.countBy(Certificate, { publicationId: publication.id })).toBe(0);
    await rule({});
    const later = await published(app.clock.now(), '5', 0, 'Дополнено');
    await expect(app.em.query('DELETE FROM certificate WHERE publication_id = $1', [later.id])).rejects.toThrow();
  });

  it('are no longer in force when a later publication decides otherwise', async () => {
    const first = await published();
    const [certificate] = await app.em.findBy(Certificate, { publicationId: first.id });
    await published(app.clock.now(), '5', 1, 'Исправлено по апелляции');
    expect((await get(`/certificates/${certificate!.code}`)).body).toContain('больше не действует');
  });
});

describe('signatures under a protocol', () => {
  it('are verified without the database, and a changed byte of anything signed is named', async () => {
    const { protocolId } = await published();
    const browser = await app.signIn(organizerEmail);
    const file = (await browser.get(`/cycles/${year.cycle.id}/protocols/${protocolId}.signed.json`)).body;
    const { keys } = (await app.guest().get('/.well-known/laureat-keys.json')).json<{ keys: KnownKey[] }>();
    expect(verifyProtocol(file, keys)).toMatchObject({
      fault: null,
      pinned: true,
      signedBy: [organizer.name, chair.name],
    });
    const folder = mkdtempSync(join(tmpdir(), 'laureat-verify-'));
    writeFileSync(join(folder, 'protocol.json'), file);
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys }));
    const run = (...args: string[]) =>
      runCommandHere(['verify', join(folder, 'protocol.json'), ...args, '--json'], app.databaseUrl);
    expect(await run('--keys', join(folder, 'keys.json'))).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject({ code: 4, stdout: expect.stringContaining('"ok":false') });
    writeFileSync(join(folder, 'protocol.json'), file.replace(chair.name, 'Кто-то другой'));
    expect(await run('--keys', join(folder, 'keys.json'))).toMatchObject({ code: 1 });
    const changed = (change: (signed: { twin: { sha256: string }; signatures: Record<string, string>[] }) => void) => {
      const signed = JSON.parse(file);
      change(signed);
      return verifyProtocol(JSON.stringify(signed)).fault;
    };
    for (const [name, value] of [
      ['userName', 'Кто-то другой'],
      ['approvedAt', '2020-01-01T00:00:00.000Z'],
      ['capacity', 'secretary'],
      ['signature', 'AAAA'],
    ] as const)
      expect(changed(({ signatures }) => void (signatures[1]![name] = value))).toMatchObject({
        what: 'signature',
        pointer: expect.stringMatching(/^\/signatures\/1\//),
      });
    expect(changed(({ twin }) => void (twin.sha256 = 'f'.repeat(64)))).toMatchObject({ what: 'hash' });
  });
});

describe('what was published', () => {
  it('cannot be unmade by deleting the decision, nor a fact that it rests on', async () => {
    await published();
    const deleted = (sql: string) => app.db.transaction((tx) => tx.query(sql, [year.cycle.id]));
    await expect(deleted('DELETE FROM award WHERE cycle_id = $1')).rejects.toThrow('published decision');
    await expect(deleted('DELETE FROM meeting WHERE cycle_id = $1')).rejects.toThrow('permission denied');
    expect(await app.em.countBy(Award, { cycleId: year.cycle.id })).toBe(1);
  });

  it('gives way to a later decision and to a withdrawal', async () => {
    await published();
    await published(app.clock.now(), '5', 1, 'Исправлено по апелляции');
    await app.nest.get(WithdrawalsService).standDown(organizer, entries[1]!.id, 'Не сможем внедрить');
    expect(await app.em.countBy(Award, { cycleId: year.cycle.id })).toBe(0);
  });
});

describe('results that are taken back', () => {
  it('leave the pages, the library and the certificates at once; the log keeps everything with the reason', async () => {
    const publication = await published();
    await app.nest.get(LibraryService).adopt(publication.id);
    const [certificate] = await app.em.findBy(Certificate, { publicationId: publication.id });
    const title = `Первая ${year.cycle.year}`;
    const cards = async () =>
      (await get(`/api/v1/practices?q=${encodeURIComponent(title)}`))
        .json<{ items: { title: string }[] }>()
        .items.filter((practice) => practice.title === title).length;
    expect(await cards()).toBe(1);
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/publication/withdraw`;
    expect((await browser.get(page)).body).toContain('Отозвать итоги?');
    expect((await browser.post(page, { reason: '' })).statusCode).toBe(422);
    expect((await browser.post(page, { reason: 'Ошибка в протоколе' })).statusCode).toBe(303);
    expect((await browser.post(page, { reason: 'Ещё раз' })).statusCode).toBe(409);
    const shown = (await get(results())).body;
    expect([shown.includes(title), shown.includes('Ошибка в протоколе')]).toEqual([false, true]);
    expect(await cards()).toBe(0);
    expect((await get(`/certificates/${certificate!.code}`)).body).toContain('больше не действует');
    const log = (await get(`${results()}/log`)).body;
    expect([log.includes('Публикация № 1'), log.includes('Ошибка в протоколе')]).toEqual([true, true]);
    await published(app.clock.now(), '5', 0, 'Протокол исправлен');
    expect((await get(results())).body).toContain(title);
    expect(await cards()).toBe(1);
  });

  it('are nobody’s but theirs who publish', async () => {
    await published();
    const error = await app.nest
      .get(PublicationsService)
      .withdraw({ ...chair, grants: [] }, year.cycle.id, 'Нет')
      .catch((thrown: unknown) => thrown);
    expect((error as Refusal).code).toBe('not-found');
  });
});

describe('the term of publication', () => {
  it.each([
    [{ days: 2, kind: 'calendar' as const }, '11 июня'],
    [{ days: 7, kind: 'working' as const }, '19 июня'],
  ])('%j is shown and missed in words', async (term, words) => {
    await rule({ term });
    await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
    const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, sitting);
    await app.nest.get(AwardsService).name(chair, {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      outcome: 'winner',
      chosen: [{ submissionId: entries[0]!.id, reason: '' }],
      ground: 'По рейтингу',
    });
    await app.nest.get(ProtocolsService).drawUp(organizer, meeting.id);
    const page = `/cycles/${year.cycle.id}/publication?meeting=${meeting.id}`;
    expect((await (await app.signIn(organizerEmail)).get(page)).body).toContain(`Опубликовать не позже: ${words}`);
    app.clock.moveTo('2026-06-25T09:00:00Z');
    expect((await (await app.signIn(organizerEmail)).get(page)).body).toContain('Срок публикации прошёл');
  });
});

describe('a publication after its term', () => {
  const late = async (reason: string) => {
    await rule({ term: { days: 2, kind: 'calendar' } });
    const protocol = await signed();
    const input = { publishAt: new Date('2026-06-25T09:00:00Z'), reason };
    return app.nest.get(PublicationsService).publish(organizer, protocol.id, input);
  };

  it('has its reason, whenever it was set', async () => {
    expect(await codeOf(late('  '))).toBe('publication-late');
  });

  it('says to everybody that it was late and why', async () => {
    await late('Ждали решения суда');
    app.clock.moveTo('2026-06-25T09:00:00Z');
    const page = (await app.guest().get(`/results/${year.cycle.year}`)).body;
    expect(page).toContain(
      'Опубликовано позже срока, установленного положением (11 июня 2026 года). Причина: Ждали решения суда',
    );
    expect((await app.guest().get(`/results/${year.cycle.year}.json`)).json()).toMatchObject({ overdue: '2026-06-11' });
    expect((await app.guest().get('/feed.atom')).body).not.toContain('Ждали решения суда');
  });

  it('asks for the reason on its page from the day after the term', async () => {
    await rule({ term: { days: 2, kind: 'calendar' } });
    await signed();
    const page = async () =>
      (await (await app.signIn(organizerEmail)).get(`/cycles/${year.cycle.id}/publication`)).body;
    expect(await page()).toContain('Нужна, если публикуете позже 11 июня');
    app.clock.moveTo('2026-06-25T09:00:00Z');
    expect(await page()).toContain('Причина опоздания');
  });
});

describe('the result of an entry', () => {
  const mine = (index: number) => `/submissions/${entries[index]!.id}/result`;

  it('is told to its own people alone, after the publication, as far as the rules let', async () => {
    await rule({ explain: { place: true, criteria: false, remarks: false } });
    const others = [app.guest(), await app.signIn((await given.user(app.em)).email), await app.signIn(organizerEmail)];
    const own = await app.signIn(entrantEmail);
    const before = (await own.get(mine(1))).body;
    expect([before.includes('Итоги ещё не опубликованы'), before.includes('место')]).toEqual([true, false]);
    await published();
    expect((await own.get(mine(1))).body).toContain('2-е место из 3');
    for (const browser of others) expect((await browser.get(mine(1))).body).not.toContain('2-е место');
    await rule({ explain: { place: false, criteria: false, remarks: false } });
    const page = (await own.get(mine(1))).body;
    expect([page.includes('2-е место'), page.includes('не вошла в число отмеченных')]).toEqual([false, true]);
    expect(page).toContain('баллы и замечания участникам не сообщаются');
  });

  it('names remarks only after the organizer has read them, in the released words and without the expert', async () => {
    const [criterion] = year.criteria;
    const sheets: { id: string; expert: string }[] = [];
    for (const index of [0, 1]) {
      const expert = await given.expert(app.em, year);
      const remarks = { [criterion!.id]: `Секрет ${index}` };
      const { id } = await given.sheet(app.em, year, { expert, entry: entries[0]!, points: [9, 8], remarks });
      sheets.push({ id, expert: expert.user.name });
    }
    await published();
    const own = await app.signIn(entrantEmail);
    expect((await own.get(mine(0))).body).not.toContain('Секрет');
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/remarks`;
    expect((await browser.get(page)).body).toContain('Секрет 1');
    const sent = { criterionId: criterion!.id, text: 'Нет данных за год', reason: '' };
    const show = { ...sent, evaluationId: sheets[0]!.id, verb: 'show' };
    expect((await browser.post(page, { ...sent, evaluationId: sheets[1]!.id, verb: 'hide' })).statusCode).toBe(422);
    const both = await Promise.all([browser.post(page, show), browser.post(page, show)]);
    expect(both.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
    const told = (await own.get(mine(0))).body;
    expect([told.includes('Нет данных за год'), told.includes('Секрет'), told.includes(sheets[0]!.expert)]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await own.get(page)).statusCode).toBeGreaterThan(399);
  });
});

describe('an appeal', () => {
  const at = new Date('2026-06-10T09:00:00Z');
  const path = () => `/submissions/${entries[1]!.id}/appeal`;

  it('is filed in its window once, with grounds, by the people of the entry', async () => {
    await rule({ appealDays: 5 });
    const own = await app.signIn(entrantEmail);
    expect((await own.post(path(), { grounds: 'Рано' })).statusCode).toBe(409);
    await published(at);
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.post(path(), { grounds: 'Чужая' })).statusCode).toBe(404);
    expect((await own.post(path(), { grounds: ' ' })).statusCode).toBe(422);
    const twice = await Promise.all([1, 2].map(() => own.post(path(), { grounds: 'Не учтены данные за год' })));
    expect(twice.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
    expect((await own.get(`/submissions/${entries[1]!.id}/result`)).body).toContain('Рассматривается');
  });

  it.each([
    ['2026-06-15T08:59:59.999Z', 303],
    ['2026-06-15T09:00:00.000Z', 409],
  ])('at %s is answered with %s', async (instant, status) => {
    await rule({ appealDays: 5 });
    await published(at);
    app.clock.moveTo(instant);
    const own = await app.signIn(entrantEmail);
    expect((await own.post(path(), { grounds: 'Не учтены данные' })).statusCode).toBe(status);
  });

  it('is decided by somebody who took no part in the first decision, by the rules and by SQL', async () => {
    await rule({ appealDays: 5 });
    await published(at);
    const own = await app.signIn(entrantEmail);
    await own.post(path(), { grounds: 'Не учтены данные за год' });
    const appeal = await app.em.findOneByOrFail(Appeal, { submissionId: entries[1]!.id });
    const first = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/appeals`;
    expect((await first.get(page)).body).toContain('Вы участвовали в первом решении');
    const sent = { outcome: 'unchanged', decision: 'Данные учтены: лист 3' };
    expect((await first.post(`${page}/${appeal.id}/decide`, sent)).statusCode).toBe(403);
    await expect(
      app.em.query(
        `UPDATE appeal SET state = 'decided', outcome = 'raised', decision = 'x', decided_at = now(), decided_by_id = $2 WHERE id = $1`,
        [appeal.id, organizer.userId],
      ),
    ).rejects.toThrow('took part');
    const other = await given.user(app.em, { roles: [{ role: 'member', cycleId: year.cycle.id }] });
    const second = await app.signIn(other.email);
    expect((await second.post(`${page}/${appeal.id}/decide`, { ...sent, decision: '' })).statusCode).toBe(422);
    const both = await Promise.all([1, 2].map(() => second.post(`${page}/${appeal.id}/decide`, sent)));
    expect(both.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
    expect((await own.get(`/submissions/${entries[1]!.id}/result`)).body).toContain('Данные учтены: лист 3');
    const news: { type: string }[] = await app.em.query(
      `SELECT type FROM outbox_message WHERE payload->>'submissionId' = $1 AND type LIKE 'appeal.%' ORDER BY type`,
      [entries[1]!.id],
    );
    expect(news.map(({ type }) => type)).toEqual(['appeal.decided', 'appeal.filed']);
  });
});
