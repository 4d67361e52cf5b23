import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor, Role } from '../../src/domain/kernel/actor.js';
import type { CorrectionChange } from '../../src/domain/ranking/input.js';
import { Refusal, type RefusalCode } from '../../src/domain/kernel/refusal.js';
import { LibraryService } from '../../src/library/library.service.js';
import { AuditRecord } from '../../src/platform/audit/audit-record.entity.js';
import { newId } from '../../src/platform/ids.js';
import { AppealsService } from '../../src/results/appeals.service.js';
import { AwardsService } from '../../src/results/awards.service.js';
import { Correction } from '../../src/results/correction.entity.js';
import { CorrectionsService } from '../../src/results/corrections.service.js';
import { verifyProtocol } from '../../src/results/file-cycle/verify.js';
import { MeetingsService } from '../../src/results/meetings.service.js';
import type { Protocol } from '../../src/results/protocol.entity.js';
import { ProtocolsService } from '../../src/results/protocols.service.js';
import { PublicationsService } from '../../src/results/publications.service.js';
import { Ranking } from '../../src/results/ranking.entity.js';
import { RankingsService, rowsOf } from '../../src/results/rankings.service.js';
import { StaffConflict } from '../../src/submissions/relations/staff-conflict.entity.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import type { Expert } from '../../src/judging/experts/expert.entity.js';
import { startApp, type Browser, type TestApp } from '../support/app.js';
import { actorOf, given, type GivenCycle } from '../support/given.js';

type Person = Actor & { userId: string };
let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let experts: Expert[];
let organizer: Person;
let chair: Person;
let second: Person;
let browser: Browser;
let entrant: Person;
let entrantBrowser: Browser;
let corrections: CorrectionsService;

beforeAll(async () => {
  app = await startApp();
  corrections = app.nest.get(CorrectionsService);
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

/** Three entries with totals 17, 15 and 13, each from two experts who agree. */
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em, { edition: { publicationRules: { appealDays: 5 } } });
  const cycleId = year.cycle.id;
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const leader = await given.user(app.em, { memberOf: [organisation] });
  entrant = actorOf(leader, { organisationIds: [organisation.id] });
  entrantBrowser = await app.signIn(leader.email);
  entries = [];
  for (const title of ['Первая', 'Вторая', 'Третья'])
    entries.push(await given.submittedEntry(app.em, year, { title, organisation }));
  experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9 - index, 8 - index] });
  const person = async (role: Role): Promise<[Person, string]> => {
    const user = await given.user(app.em, { roles: [{ role, cycleId }] });
    return [actorOf(user, { grants: [{ role, cycleId, nominationId: null, regionCode: null }] }), user.email];
  };
  const [one, email] = await person('organizer');
  organizer = one;
  browser = await app.signIn(email);
  [chair] = await person('chair');
  [second] = await person('secretary');
  await app.nest.get(RankingsService).rank(organizer, year.nomination.id);
});

const refused = (deed: Promise<unknown>): Promise<RefusalCode | 'done'> =>
  deed.then(
    () => 'done' as const,
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

const places = async () => {
  const [ranking] = await app.em.find(Ranking, {
    where: { nominationId: year.nomination.id },
    order: { id: 'DESC' },
    take: 1,
  });
  return rowsOf(ranking!).ranked.map(({ entryId, totalShown }) => [titleOf(entryId), totalShown]);
};
/** Handlebars writes an equals sign of an address as an entity. */
const plain = (html: string) => html.replaceAll('&#x3D;', '=');

const titleOf = (id: string) => entries.find((entry) => entry.id === id)!.title;
const before = [
  ['Первая', '17.00'],
  ['Вторая', '15.00'],
  ['Третья', '13.00'],
];

/** The second entry gets three more points: it stands first. */
const raise = (ground = 'Ошибка сложения') => ({
  ground,
  changes: [{ kind: 'points' as const, entryId: entries[1]!.id, points: '3' }],
});
const prepared = (input = raise()) => corrections.prepare(organizer, year.nomination.id, input);

async function protocolOf(number: string, winner: number, recommended?: number): Promise<Protocol> {
  const meeting = await app.nest.get(MeetingsService).convene(organizer, year.cycle.id, { ...sitting, number });
  await app.nest.get(AwardsService).name(second, {
    meetingId: meeting.id,
    nominationId: year.nomination.id,
    outcome: 'winner',
    chosen: [{ submissionId: entries[winner]!.id, reason: '' }],
    ground: 'По рейтингу',
  });
  if (recommended !== undefined)
    await app.nest.get(AwardsService).recommend(second, {
      meetingId: meeting.id,
      nominationId: year.nomination.id,
      chosen: [{ submissionId: entries[recommended]!.id, reason: 'Описана по шагам' }],
    });
  const protocols = app.nest.get(ProtocolsService);
  const protocol = await protocols.drawUp(organizer, meeting.id);
  for (const signer of [organizer, second]) await protocols.approve(signer, protocol.id, protocol.hash);
  return protocol;
}

const publish = (protocol: Protocol, reason = '') =>
  app.nest.get(PublicationsService).publish(organizer, protocol.id, { publishAt: app.clock.now(), reason });

describe('a correction', () => {
  it('is prepared on the page of the sheets, shown beside the old places, and counts with the second word', async () => {
    const [first] = entries;
    const home = `/cycles/${year.cycle.id}/corrections`;
    const explained = (await browser.get(`/cycles/${year.cycle.id}/ranking/${first!.id}`)).body;
    expect(plain(explained)).toContain(`${home}/new?entry=${first!.id}`);
    const form = (await browser.get(`${home}/new?entry=${first!.id}`)).body;
    const [, name] = /name="(score-[0-9a-f-]+)" value="9"/.exec(form)!;
    const answer = await browser.post(`${home}/new?entry=${first!.id}`, { [name!]: '3', ground: 'Описка в листе' });
    expect(answer.statusCode).toBe(303);
    const address = answer.headers.location!.split('?')[0]!;
    const page = (await browser.get(address)).body;
    // One of two experts gave 3 in place of 9: the mean falls by three points, from 17 to 14.
    expect(page).toContain('17,00');
    expect(page).toContain('14,00');
    expect(await places()).toEqual(before);

    const [{ id, hash }] = (await app.em.find(Correction, { where: { nominationId: year.nomination.id } })) as [
      Correction,
    ];
    expect((await browser.post(`${address}/approve`, { hash })).statusCode).toBe(303);
    expect(await places()).toEqual(before);
    await corrections.approve(chair, id, hash);
    expect(await places()).toEqual([
      ['Вторая', '15.00'],
      ['Первая', '14.00'],
      ['Третья', '13.00'],
    ]);
    // The sheet is as the expert submitted it.
    const [sheet] = await app.em.query(
      'SELECT e.scores FROM evaluation e JOIN assignment a ON a.id = e.assignment_id WHERE a.submission_id = $1 LIMIT 1',
      [first!.id],
    );
    expect(Object.values(sheet.scores as object)).toContain('9');
    expect((await browser.get(`/cycles/${year.cycle.id}/ranking/${first!.id}`)).body).toContain(
      'Исправлено до подсчёта',
    );
  });

  it('shows the form again with everything typed where it is refused', async () => {
    const address = `/cycles/${year.cycle.id}/corrections/new?entry=${entries[0]!.id}`;
    const [, name] = /name="(score-[0-9a-f-]+)"/.exec((await browser.get(address)).body)!;
    const answer = await browser.post(address, { [name!]: '11', ground: 'Основание 4417', points: '-2' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Основание 4417');
    expect(answer.body).toContain('value="11"');
    expect(answer.body).toContain('value="-2"');
  });

  it('that was dropped leaves nothing but the log', async () => {
    const { id, hash } = await prepared(raise('Сомнение 8831'));
    await corrections.approve(chair, id, hash);
    await corrections.cancel(organizer, id);
    const [{ n }] = await app.em.query(
      `SELECT (SELECT count(*) FROM correction WHERE id = $1)
            + (SELECT count(*) FROM correction_approval WHERE correction_id = $1) AS n`,
      [id],
    );
    expect(Number(n)).toBe(0);
    expect(await places()).toEqual(before);
    const log = await app.em.find(AuditRecord, { where: { subjectType: 'correction', subjectId: id } });
    expect(log.map(({ action }) => action).sort()).toEqual(['cancel', 'prepare']);
    expect((await browser.get(`/cycles/${year.cycle.id}/corrections`)).body).not.toContain('Сомнение 8831');
  });

  it('needs two different people, and applies once however close together they come', async () => {
    const { id, hash } = await prepared();
    expect(await refused(corrections.approve(chair, id, hash))).toBe('done');
    expect(await refused(corrections.approve(chair, id, hash))).toBe('same-approver');
    const clicks = [organizer, second, organizer, second].map((each) => refused(corrections.approve(each, id, hash)));
    const answers = (await Promise.all(clicks)).sort();
    expect(answers).toEqual(['action-not-allowed', 'action-not-allowed', 'action-not-allowed', 'done']);
    expect((await places())[0]).toEqual(['Вторая', '18.00']);
    expect(await app.em.countBy(Ranking, { nominationId: year.nomination.id })).toBe(2);
  });

  it('waits alone: of two prepared at once one stays', async () => {
    const both = await Promise.all([refused(prepared()), refused(prepared())]);
    expect(both.sort()).toEqual(['already-exists', 'done']);
  });

  it('is void when the sheets have changed since it was shown', async () => {
    const { id, hash } = await prepared();
    const extra = await given.expert(app.em, year);
    await given.sheet(app.em, year, { expert: extra, entry: entries[2]!, points: [1, 1] });
    expect(await refused(corrections.approve(chair, id, hash))).toBe('ranking-changed');
    const page = await browser.get(`/cycles/${year.cycle.id}/corrections/${id}`);
    expect(page.body).toContain('С тех пор листы изменились');
    expect(await refused(corrections.approve(chair, id, 'f'.repeat(64)))).toBe('ranking-changed');
  });

  it('stands: SQL neither applies one without two nor changes one that counts', async () => {
    const { id, hash } = await prepared();
    const sql = (text: string) =>
      app.em.query(text, [id]).then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await sql("UPDATE correction SET state = 'applied', applied_at = now() WHERE id = $1")).toContain(
      'two approvals',
    );
    expect(await sql("UPDATE correction SET ground = 'другое' WHERE id = $1")).toContain('another correction');
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
    expect(await sql('DELETE FROM correction WHERE id = $1')).toContain('stands');
    expect(await sql('DELETE FROM correction_approval WHERE correction_id = $1')).toContain('stands');
    expect(await refused(corrections.cancel(organizer, id))).toBe('action-not-allowed');
  });

  it('is told to programs with what it changes', async () => {
    const answer = await browser.api('POST', `nominations/${year.nomination.id}/corrections`, raise());
    expect(answer.statusCode).toBe(201);
    const { id, hash } = answer.json();
    const shadow = (await browser.api('GET', `corrections/${id}`)).json();
    expect(
      shadow.change.map((each: { before: { place: object }; after: { place: object } }) => [
        each.before.place,
        each.after.place,
      ]),
    ).toEqual([
      [
        { from: 2, to: 2 },
        { from: 1, to: 1 },
      ],
      [
        { from: 1, to: 1 },
        { from: 2, to: 2 },
      ],
    ]);
    expect((await browser.api('POST', `corrections/${id}/approve`, { hash })).json().state).toBe('prepared');
    expect((await browser.api('GET', `cycles/${year.cycle.id}/corrections`)).json()).toHaveLength(1);
    expect((await browser.api('POST', `corrections/${id}/cancel`)).statusCode).toBe(204);
    expect((await browser.api('GET', `corrections/${id}`)).statusCode).toBe(404);
  });
});

describe('after the publication', () => {
  it('the old list stays, and the corrected one follows from a protocol that anybody can compute again', async () => {
    const first = await publish(await protocolOf('4', 0));
    const { id, hash } = await prepared();
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
    const again = await protocolOf('5', 1);
    const { twin } = again;
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    const forged = JSON.parse(JSON.stringify(twin));
    forged.nominations[0].input.corrections[0].changes[0].points = '2';
    expect(verifyProtocol(JSON.stringify(forged)).fault).toMatchObject({ what: 'ranking' });

    const later = await publish(again, 'Исправлена ошибка сложения');
    const shown = (number: number) =>
      app.em.query('SELECT snapshot FROM publication WHERE number = $1 AND cycle_id = $2', [number, year.cycle.id]);
    const [{ snapshot: old }] = await shown(first.number);
    const [{ snapshot: now }] = await shown(later.number);
    expect([old, now].map(({ items }) => items[0].title)).toEqual(['Первая', 'Вторая']);
    const page = (await app.guest().get(`/results/${year.cycle.year}`)).body;
    expect(page).toContain('Вторая');
    expect(page).not.toContain('Первая');
  });

  it('the card in the library is called what the publication in force calls it', async () => {
    const library = app.nest.get(LibraryService);
    const count = async () => {
      const { items } = (await app.guest().get('/api/v1/practices')).json() as { items: { title: string }[] };
      return items.filter((item) => item.title === 'Первая').length;
    };
    const outcome = async () => {
      const [card] = await app.em.query('SELECT outcome FROM practice WHERE submission_id = $1', [entries[0]!.id]);
      return card.outcome as string;
    };
    const first = await publish(await protocolOf('4', 0));
    await library.adopt(first.id);
    expect(await outcome()).toBe('winner');
    const { id, hash } = await prepared();
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
    const again = await protocolOf('5', 1, 0);
    app.clock.moveTo('2026-06-11T09:00:00Z');
    const later = await publish(again, 'Исправлена ошибка сложения');
    const shown = await count();
    for (const publication of [later, first, later]) await library.adopt(publication.id);
    expect([await outcome(), await count()]).toEqual(['recommended', shown + 1]);
  });

  it('an appeal that raised is answered by a correction that raises, and by no other', async () => {
    await publish(await protocolOf('4', 0));
    const appeals = app.nest.get(AppealsService);
    const { id } = await appeals.file(entrant, entries[2]!.id, 'Не учтён показатель');
    await appeals.decide(chair, id, { outcome: 'raised', decision: 'Показатель подтверждён' });
    const list = (await browser.get(`/cycles/${year.cycle.id}/appeals`)).body;
    expect(plain(list)).toContain(`corrections/new?entry=${entries[2]!.id}&amp;appeal=${id}`);
    const answer = (points: string) =>
      refused(
        corrections.prepare(organizer, year.nomination.id, {
          ground: 'По апелляции',
          changes: [{ kind: 'points', entryId: entries[2]!.id, points }],
          appealId: id,
        }),
      );
    expect(await answer('-1')).toBe('invalid-input');
    expect(await answer('0.5')).toBe('done');
    const form = await browser.get(`/cycles/${year.cycle.id}/appeals`);
    expect(form.body).toContain('Исправление по этой апелляции');
  });
});

describe('the people of an entry', () => {
  const mine = (index: number) => entrantBrowser.get(`/submissions/${entries[index]!.id}/result`);
  const applied = async (ground: string, changes: CorrectionChange[]) => {
    const { id, hash } = await corrections.prepare(organizer, year.nomination.id, { ground, changes });
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
  };

  it('are told with the publication that contains it, and no sooner, what was set right and why', async () => {
    await publish(await protocolOf('4', 0));
    app.clock.moveTo('2026-06-11T09:00:00Z');
    const [{ criterionId }] = await app.em.query(
      'SELECT id AS "criterionId" FROM criterion WHERE cycle_id = $1 AND position = 0',
      [year.cycle.id],
    );
    await applied('Заявка подана после срока 6021', [{ kind: 'entry-left-out', entryId: entries[0]!.id }]);
    await applied('Описка в листе 6022', [
      { kind: 'score', entryId: entries[1]!.id, expertId: experts[0]!.id, criterionId, to: '10' },
    ]);
    const grounds = ['6021', '6022'];
    const silent = async () => {
      for (const index of [0, 1, 2])
        for (const ground of grounds) expect((await mine(index)).body).not.toContain(ground);
      for (const index of [0, 1, 2])
        expect((await entrantBrowser.api('GET', `submissions/${entries[index]!.id}/result`)).body).not.toMatch(
          /602[12]/,
        );
    };
    await silent();
    const again = await protocolOf('5', 1);
    // Signed, but not published.
    await silent();
    const publishAt = new Date('2026-06-12T09:00:00Z');
    await app.nest.get(PublicationsService).publish(organizer, again.id, { publishAt, reason: 'Исправлен подсчёт' });
    // Published, but not before its instant.
    await silent();
    app.clock.moveTo(publishAt.toISOString());

    const out = (await mine(0)).body;
    for (const text of [
      'Заявка исключена из рейтинга',
      '6021',
      'Применено 11 июня',
      'href="#appeal"',
      'Подать можно до',
    ])
      expect(out).toContain(text);
    expect(out).not.toContain('6022');
    const raised = (await mine(1)).body;
    // By hand: 8 and 8 were 8; 10 and 8 are 9.
    for (const text of ['6022', 'по критерию «Эффект»: средний был 8, теперь 9']) expect(raised).toContain(text);
    expect(raised).not.toContain('6021');
    expect((await mine(2)).body).not.toMatch(/602[12]|Что исправлено/);
    const names = await app.em.query(
      'SELECT u.name FROM user_account u JOIN expert e ON e.user_id = u.id WHERE e.cycle_id = $1',
      [year.cycle.id],
    );
    for (const { name } of names) expect(out + raised).not.toContain(name);
    const told = (await entrantBrowser.api('GET', `submissions/${entries[0]!.id}/result`)).json();
    expect([told.isLeftOut, told.corrections[0].changes, told.corrections[0].appliedAt]).toEqual([
      true,
      [{ kind: 'entry-left-out' }],
      '2026-06-11T09:00:00.000Z',
    ]);
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.api('GET', `submissions/${entries[0]!.id}/result`)).statusCode).toBe(404);

    await app.em.query('UPDATE regulation_edition SET publication_rules = $1 WHERE cycle_id = $2', [
      JSON.stringify({ explain: { place: true, criteria: false, remarks: false } }),
      year.cycle.id,
    ]);
    const less = (await mine(1)).body;
    expect([
      less.includes('Исправлен балл по критерию «Эффект».'),
      less.includes('средний'),
      less.includes('6022'),
    ]).toEqual([true, false, true]);
  });
});

describe('before two have agreed', () => {
  it('nobody but those who run the results finds a word of it', async () => {
    const secret = 'Тайное основание 5590';
    const { id } = await prepared(raise(secret));
    const expert = await app.signIn(
      (
        await app.em.query('SELECT email FROM user_account u JOIN expert e ON e.user_id = u.id WHERE e.id = $1', [
          experts[0]!.id,
        ])
      )[0].email,
    );
    const doors = [
      `/cycles/${year.cycle.id}/corrections`,
      `/cycles/${year.cycle.id}/corrections/${id}`,
      `/cycles/${year.cycle.id}/corrections/new?entry=${entries[1]!.id}`,
      `/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`,
      `/entries/${entries[1]!.id}`,
      `/entries/${entries[1]!.id}/result`,
      `/results/${year.cycle.year}`,
      `/results/${year.cycle.year}.json`,
    ];
    for (const door of doors)
      for (const person of [app.guest(), entrantBrowser, expert])
        expect((await person.get(door)).body).not.toContain(secret);
    for (const person of [entrantBrowser, expert]) {
      expect((await person.api('GET', `corrections/${id}`)).statusCode).toBe(404);
      expect((await person.api('GET', `cycles/${year.cycle.id}/corrections`)).statusCode).toBe(404);
    }
    const letters = await app.em.query('SELECT * FROM delivery');
    expect(JSON.stringify(letters)).not.toContain(secret);
  });

  it('one with a conflict of interest neither reads nor approves it', async () => {
    const { id, hash } = await prepared(raise('Закрытое 7717'));
    await app.em.insert(StaffConflict, {
      id: newId(),
      userId: chair.userId,
      submissionId: entries[2]!.id,
      reason: 'Родня',
      declaredById: chair.userId,
      createdAt: app.clock.now(),
    });
    expect(await refused(corrections.read(chair, id))).toBe('conflict-of-interest');
    expect(await refused(corrections.approve(chair, id, hash))).toBe('conflict-of-interest');
    expect(await refused(corrections.cancel(chair, id))).toBe('conflict-of-interest');
    expect(await corrections.list(chair, year.cycle.id)).toEqual([]);
  });
});
