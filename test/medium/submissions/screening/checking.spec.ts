import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import type { ScreeningRules } from '../../../../src/domain/cycles/screening-rules.js';
import { CheckingService } from '../../../../src/submissions/checking/checking.service.js';
import { ScreeningOpinion } from '../../../../src/submissions/checking/screening-opinion.entity.js';
import { StaffConflict } from '../../../../src/submissions/relations/staff-conflict.entity.js';
import { ScreeningService } from '../../../../src/submissions/screening/screening.service.js';
import { newId } from '../../../../src/platform/ids.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** The checklist of an edition, and several who say their word before an entry is decided. */
let app: TestApp;
let checking: CheckingService;
let screening: ScreeningService;

const checklist = [
  { id: 'may', text: { ru: 'Организация вправе подать' }, ground: 'п. 3.1' },
  { id: 'measured', text: { ru: 'Результат измерен', en: 'The result is measured' }, ground: 'п. 4.2' },
];

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z', broken: ['register-is-unbroken'] });
  checking = app.nest.get(CheckingService);
  screening = app.nest.get(ScreeningService);
});
afterAll(() => app.close());

interface Scene extends GivenCycle {
  people: { person: Person; email: string }[];
}

async function scene(screeningRules: Partial<ScreeningRules>): Promise<Scene> {
  const made = await given.cycle(app.em, {
    edition: { screeningRules },
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-30T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const people = [];
  for (const role of ['organizer', 'secretary', 'organizer'] as const) {
    const { id, email } = await given.user(app.em, { roles: [{ role, cycleId: made.cycle.id }] });
    people.push({ person: (await actorOfUser(app.db, id)) as Person, email });
  }
  return { ...made, people };
}

const entryOf = (made: GivenCycle) => given.submittedEntry(app.em, made, { state: 'submitted' });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { detail?: { code: string } }) => error.detail?.code ?? String(error),
  );
const count = async (sql: string, id: string) =>
  Number((await app.em.query<{ n: string }[]>(`SELECT count(*) AS n FROM ${sql}`, [id]))[0]!.n);

it('a mark is kept at once for who set it, twice as once, and what does not fit becomes the reason', async () => {
  const here = await scene({ checklist });
  const { id, revisionId } = await entryOf(here);
  const browser = await app.signIn(here.people[0]!.email);
  const path = `/cycles/${here.cycle.id}/screening/${id}`;
  const press = () => browser.post(`${path}/checks`, { check: 'measured fails', reason: 'Уже набрано', open: 'title' });
  const shown = await press();
  expect([
    shown.statusCode,
    shown.body.includes('Уже набрано'),
    /is-fails[^>]*aria-pressed="true"/.test(shown.body.replaceAll(/\s+/g, ' ')),
  ]).toEqual([200, true, true]);
  await press();
  expect(await count('screening_mark WHERE revision_id = $1', revisionId!)).toBe(1);
  expect(await count("audit_record WHERE action = 'check' AND subject_id = $1", id)).toBe(1);
  const filled = (await browser.post(`${path}/checks`, { fill: '1', reason: 'Уже набрано' })).body;
  expect(filled).toContain('Уже набрано\n\nп. 4.2: Результат измерен');
  const admitted = await browser.post(path, { verb: 'admit', reason: '', seen: 'submitted 1' });
  expect([admitted.statusCode, admitted.body.includes('Назовите причину')]).toEqual([422, true]);
  await browser.post(path, { verb: 'admit', reason: 'Значение прислали письмом', seen: 'submitted 1' });
  expect((await browser.api('GET', `submissions/${id}`)).json()).toMatchObject({
    state: 'admitted',
    reason: 'Значение прислали письмом',
  });
});

it('a cycle without a list asks for nothing; what is not in the list does not exist', async () => {
  const here = await scene({});
  const { id } = await entryOf(here);
  const { person } = here.people[0]!;
  expect(await codeOf(checking.mark(person, id, { item: 'may', mark: 'fits' }))).toBe('not-found');
  expect(await screening.admit(person, id)).toMatchObject({ state: 'admitted', reason: '' });
  expect(await codeOf(checking.opine(person, id, { verb: 'admit', reason: '' }))).toBe('action-not-allowed');
});

it('others’ opinions open after the own one; equal ones are one press, nothing is decided before', async () => {
  const here = await scene({ checklist, checkers: 2 });
  const { id } = await entryOf(here);
  const [first, second, third] = here.people as [Scene['people'][0], Scene['people'][0], Scene['people'][0]];
  const path = `/cycles/${here.cycle.id}/screening/${id}`;
  const browsers = [await app.signIn(first.email), await app.signIn(second.email), await app.signIn(third.email)];
  await checking.mark(first.person, id, { item: 'may', mark: 'fails' });
  expect(await codeOf(screening.admit(first.person, id, { reason: 'x' }))).toBe('opinions-missing');
  await browsers[0]!.post(path, { say: 'return', reason: 'Тайная причина', seen: 'submitted 1' });
  const before = (await browsers[1]!.get(path)).body;
  expect([before.includes('Тайная причина'), before.includes('is-no'), before.includes('name="say"')]).toEqual([
    false,
    false,
    true,
  ]);
  expect((await browsers[1]!.api('GET', `submissions/${id}/checks`)).json()).toMatchObject({ opinions: [], given: 1 });
  expect((await browsers[0]!.get(path)).body).toContain('Решение ждёт мнений других проверяющих');
  expect(
    (await browsers[1]!.api('POST', `submissions/${id}/opinions`, { verb: 'return', reason: 'Нет файла' })).json(),
  ).toMatchObject({ standing: 'agreed', given: 2 });
  const complete = (await browsers[2]!.get(path)).body;
  expect([complete.includes('Тайная причина'), complete.includes('name="say"')]).toEqual([true, false]);
  expect(await codeOf(checking.opine(third.person, id, { verb: 'admit', reason: '' }))).toBe('opinion-given');
  await browsers[2]!.post(path, { verb: 'return', reason: '', seen: 'submitted 1' });
  expect((await browsers[2]!.api('GET', `submissions/${id}`)).json()).toMatchObject({
    state: 'returned',
    reason: 'Тайная причина\n\nНет файла',
  });
});

it('a split panel is decided with a reason', async () => {
  const here = await scene({ checkers: 2 });
  const { id } = await entryOf(here);
  const [first, second] = here.people as [Scene['people'][0], Scene['people'][0]];
  await checking.opine(first.person, id, { verb: 'admit', reason: '' });
  await checking.opine(second.person, id, { verb: 'reject', reason: 'Не практика' });
  expect(await codeOf(screening.admit(second.person, id))).toBe('reason-required');
  expect(await screening.admit(second.person, id, { reason: 'Практика есть' })).toMatchObject({ state: 'admitted' });
});

it('one opinion a person and revision, whatever is pressed at once', async () => {
  const here = await scene({ checkers: 3 });
  const { id, revisionId } = await entryOf(here);
  const { person } = here.people[0]!;
  const codes = await Promise.all(
    Array.from({ length: 5 }, () => codeOf(checking.opine(person, id, { verb: 'admit', reason: '' }))),
  );
  expect(codes.sort()).toEqual(['done', ...Array.from({ length: 4 }, () => 'opinion-given')]);
  const again = {
    submissionId: id,
    revisionId: revisionId!,
    userId: person.userId,
    position: 2,
    verb: 'admit' as const,
    reason: '',
  };
  const insert = app.em.insert(ScreeningOpinion, { id: newId(), ...again, givenAt: new Date() });
  await expect(insert).rejects.toThrow('screening_opinion_once');
  const other = { ...again, userId: here.people[1]!.person.userId };
  const rejected = { id: newId(), ...other, verb: 'reject' as const, givenAt: new Date() };
  await expect(app.em.insert(ScreeningOpinion, rejected)).rejects.toThrow('screening_opinion_has_reason');
  const unplaced = { id: newId(), ...other, position: 1, givenAt: new Date() };
  await expect(app.em.insert(ScreeningOpinion, unplaced)).rejects.toThrow('screening_opinion_in_order');
});

it('two with one queue: the second learns what the first decided, and decides nothing', async () => {
  const here = await scene({});
  const { id } = await entryOf(here);
  const [first, second] = here.people as [Scene['people'][0], Scene['people'][0]];
  const seen = { state: 'submitted' as const, revision: 1 };
  const codes = await Promise.all([
    codeOf(screening.admit(first.person, id, { seen })),
    codeOf(screening.reject(second.person, id, { seen, reason: 'Не практика' })),
  ]);
  expect(codes.sort()).toEqual(['done', 'entry-moved-on']);
  const browser = await app.signIn(second.email);
  const late = await browser.post(`/cycles/${here.cycle.id}/screening/${id}`, {
    verb: 'reject',
    reason: 'Долго набирал',
    seen: 'submitted 1',
  });
  expect([late.statusCode, late.body.includes('Пока вы смотрели'), late.body.includes('Долго набирал')]).toEqual([
    409,
    true,
    true,
  ]);
});

it('who keeps away from an entry neither marks it nor says a word; an auditor reads and does not', async () => {
  const here = await scene({ checklist, checkers: 2 });
  const { id } = await entryOf(here);
  const { person } = here.people[0]!;
  const row = { id: newId(), userId: person.userId, submissionId: id, reason: 'Родня' };
  await app.em.insert(StaffConflict, { ...row, declaredById: person.userId, createdAt: new Date() });
  expect(await codeOf(checking.mark(person, id, { item: 'may', mark: 'fits' }))).toBe('not-found');
  expect(await codeOf(checking.opine(person, id, { verb: 'admit', reason: '' }))).toBe('not-found');
  expect(await codeOf(checking.read(person, id))).toBe('not-found');
  const roles = [{ role: 'auditor' as const, cycleId: here.cycle.id }];
  const auditor = (await actorOfUser(app.db, (await given.user(app.em, { roles })).id)) as Person;
  expect(await codeOf(checking.mark(auditor, id, { item: 'may', mark: 'fits' }))).toBe('forbidden');
  expect(await checking.read(auditor, id)).toMatchObject({ given: 0, checkers: 2 });
});

it('the organizer sets the list with the edition; a row without a text is none, ids stay', async () => {
  const here = await scene({ checklist: [checklist[1]!] });
  app.clock.moveTo('2026-05-10T09:00:00Z');
  const { email } = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: here.cycle.id }] });
  const browser = await app.signIn(email);
  const path = `/cycles/${here.cycle.id}/screening-rules`;
  const page = (await browser.get(path)).body;
  const version = /name="version" value="(\d+)"/.exec(page)![1]!;
  const sent = {
    version,
    checkers: '2',
    'i1-id': 'measured',
    'i1-text': 'Результат измерен',
    'i1-ground': 'п. 4.2',
    'i2-text': '',
    'i2-ground': 'п. 9',
    'i3-id': '',
    'i3-text': 'Согласия подписаны',
    'i3-ground': '',
  };
  const answer = await browser.post(path, sent);
  expect([answer.statusCode, answer.headers['location']]).toEqual([303, path]);
  const [edition] = await app.em.query<{ screening_rules: ScreeningRules }[]>(
    'SELECT screening_rules FROM regulation_edition WHERE cycle_id = $1',
    [here.cycle.id],
  );
  expect(edition!.screening_rules).toEqual({
    checkers: 2,
    checklist: [
      { id: 'measured', text: { ru: 'Результат измерен' }, ground: 'п. 4.2' },
      { id: 'c1', text: { ru: 'Согласия подписаны' }, ground: '' },
    ],
  });
  expect((await browser.post(path, { ...sent, checkers: '0' })).statusCode).toBe(422);
  app.clock.moveTo('2026-06-10T09:00:00Z');
});
