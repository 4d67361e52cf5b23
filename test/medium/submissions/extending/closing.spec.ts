import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { Cycle } from '../../../../src/cycles/cycle/cycle.entity.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { ExtensionsService } from '../../../../src/submissions/extending/extensions.service.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/**
 * One cycle whose intake closes for everybody on 20 June, for an entry on 24 June, for a nomination on 27 June, with a grace: every
 * page and the interface say the same to each reader, before and after each close.
 */
let app: TestApp;
let made: GivenCycle;
let people: Record<Exclude<Who, 'guest'>, User>;
const readers = {} as Record<Who, Browser>;
let entryId: string;

type Who = 'guest' | 'owner' | 'other' | 'coordinator' | 'organizer';
type Said = 'state' | 'longer' | 'graceMinutes';

const everybodys = new Date('2026-06-20T21:00:00Z');
const entrys = new Date('2026-06-24T21:00:00Z');
const nominations = new Date('2026-06-27T21:00:00Z');
const days = ['before', 'extended', 'entry-over', 'over'] as const;
type Day = (typeof days)[number];
const clocks: Record<Day, string> = {
  before: '2026-06-15T09:00:00Z',
  extended: '2026-06-22T09:00:00Z',
  'entry-over': '2026-06-25T09:00:00Z',
  over: '2026-06-28T09:00:00Z',
};

const tourism = 'в номинации «Туризм»';
/** What each is told: the public of the nomination, the people of the entry of it too, the staff of all and the grace. */
const plain: Record<Day, string> = {
  before: `Приём до 20 июня, 23:59 МСК; ${tourism} до 27 июня, 23:59 МСК`,
  extended: `Приём закрыт 20 июня, 23:59 МСК; ${tourism} продлён до 27 июня, 23:59 МСК`,
  'entry-over': `Приём закрыт 20 июня, 23:59 МСК; ${tourism} продлён до 27 июня, 23:59 МСК`,
  over: `Приём закрыт 20 июня, 23:59 МСК; ${tourism} закрыт 27 июня, 23:59 МСК`,
};
const withEntry = (whom: string): Record<Day, string> => ({
  before: `Приём до 20 июня, 23:59 МСК; ${whom} до 24 июня, 23:59 МСК; ${tourism} до 27 июня, 23:59 МСК`,
  extended: `Приём закрыт 20 июня, 23:59 МСК; ${whom} продлён до 24 июня, 23:59 МСК; ${tourism} продлён до 27 июня, 23:59 МСК`,
  'entry-over': `Приём закрыт 20 июня, 23:59 МСК; ${whom} закрыт 24 июня, 23:59 МСК; ${tourism} продлён до 27 июня, 23:59 МСК`,
  over: `Приём закрыт 20 июня, 23:59 МСК; ${whom} закрыт 24 июня, 23:59 МСК; ${tourism} закрыт 27 июня, 23:59 МСК`,
});
const staffs = Object.fromEntries(
  Object.entries(withEntry('для 1 заявки')).map(([day, words]) => [day, `${words}; льготное время 10 минут`]),
) as Record<Day, string>;

const all: readonly Day[] = days;
const taking: readonly Day[] = ['before', 'extended', 'entry-over'];
const over: readonly Day[] = ['over'];

/** Who reads which page on which days, and the sentence that stands there. */
const pages: [Who, string, readonly Day[], Record<Day, string>][] = [
  ['guest', '/', taking, plain],
  ['guest', '/contest', all, plain],
  ['guest', '/register', all, plain],
  ['owner', '/', taking, withEntry('для вашей заявки')],
  ['owner', '/contest', all, withEntry('для вашей заявки')],
  ['owner', '/submissions', taking, plain],
  ['owner', '/submissions/new', taking, plain],
  ['owner', '/register', over, plain],
  ['other', '/', taking, plain],
  ['other', '/contest', all, plain],
  ['other', '/submissions', taking, plain],
  ['other', '/submissions/new', taking, plain],
  ['coordinator', '/submissions/region/RU-BA', taking, withEntry('для 1 заявки')],
  ['organizer', '/cycles/:id', all, staffs],
  ['organizer', '/cycles/:id/drafts', all, staffs],
  ['organizer', '/cycles/:id/extensions', all, staffs],
  ['organizer', '/cycles/:id/register/as-of', all, staffs],
];

const bodyOf = async (who: Who, path: string): Promise<string> => {
  const { statusCode, body } = await readers[who].get(path.replace(':id', made.cycle.id));
  expect([path, statusCode]).toEqual([path, 200]);
  return body.replaceAll('\u00a0', ' ').replaceAll('&nbsp;', ' ').replaceAll('&#xA0;', ' ');
};
const closingOf = async (who: Who): Promise<Record<Said, unknown>> =>
  (await readers[who].api('GET', `cycles/${made.cycle.id}/closing`)).json();

beforeAll(async () => {
  app = await startApp({ now: clocks.before });
  made = await given.cycle(app.em, {
    nominations: [
      { code: 'ТУ', title: 'Туризм' },
      { code: 'СП', title: 'Спорт' },
    ],
    stages: {
      intake: ['2026-06-01T00:00:00Z', everybodys.toISOString()],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const id = made.cycle.id;
  await app.em.update(Cycle, { id }, { graceMinutes: 10 });
  const [mine, others] = [await given.organisation(app.em), await given.organisation(app.em, { regionCode: 'RU-YAR' })];
  const users = {
    owner: await given.user(app.em, { memberOf: [mine] }),
    other: await given.user(app.em, { memberOf: [others] }),
    coordinator: await given.user(app.em, { roles: [{ role: 'coordinator', regionCode: 'RU-BA' }] }),
    organizer: await given.user(app.em, { roles: [{ role: 'organizer', cycleId: id }] }),
  };
  const [owner, other, organizer] = await Promise.all(
    [users.owner, users.other, users.organizer].map(async (user) => (await actorOfUser(app.db, user.id)) as Person),
  );
  const submissions = app.nest.get(SubmissionsService);
  const begin = (actor: Person, organisationId: string, nomination: number) =>
    submissions.start(actor, {
      nominationId: made.nominations[nomination]!.id,
      organisationId,
      answers: { title: 'Практика' },
    });
  entryId = (await begin(owner!, mine.id, 1)).id;
  await begin(other!, others.id, 0);
  const extensions = app.nest.get(ExtensionsService);
  const extend = (reach: { nominationId?: string; submissionId?: string }, closesAt: Date) =>
    extensions.extend(organizer!, id, {
      nominationId: null,
      organisationId: null,
      submissionId: null,
      ...reach,
      seenFrom: everybodys,
      closesAt,
      reason: 'Паводок',
      document: '',
    });
  await extend({ nominationId: made.nominations[0]!.id }, nominations);
  await extend({ submissionId: entryId }, entrys);
  people = users;
});
afterAll(() => app.close());

describe.each(all)('%s', (day) => {
  beforeAll(async () => {
    app.clock.moveTo(clocks[day]);
    readers.guest = app.guest();
    for (const who of ['owner', 'other', 'coordinator', 'organizer'] as const)
      readers[who] = await app.signIn(people[who].email);
  });

  it.each(pages.filter(([, , on]) => on.includes(day)))('%s reads it on %s', async (who, path, _on, words) => {
    const body = await bodyOf(who, path);
    expect(body).toContain(words[day]);
    if (who !== 'organizer') expect(body).not.toContain('льготн');
  });

  it('who is not concerned is told nothing of the entry that has longer', async () => {
    for (const [who, path] of pages.filter(([who]) => who === 'guest' || who === 'other'))
      expect(await bodyOf(who, path)).not.toContain('24 июня');
  });

  it('the ways in stand open as long as something is taken in', async () => {
    const isOpen = day !== 'over';
    expect((await bodyOf('guest', '/')).includes('href="/register"')).toBe(isOpen);
    expect((await bodyOf('guest', '/contest')).includes('href="/register"')).toBe(isOpen);
    expect((await bodyOf('other', '/submissions')).includes('href="/submissions/new"')).toBe(isOpen);
    const body = await bodyOf('other', '/submissions/new');
    const choice = [...body.matchAll(/<input[^>]*name="nominationId"[^>]*>/g)].map(
      ([tag]) => !tag.includes('disabled'),
    );
    expect(choice).toEqual(isOpen ? [true, day === 'before'] : []);
    if (isOpen) expect(body).toContain('приём до 27 июня, 23:59 МСК');
  });

  it('the entry of its own close is open until then', async () => {
    const isOpen = day === 'before' || day === 'extended';
    expect((await bodyOf('owner', '/submissions')).includes('до 24 июня, 23:59 МСК')).toBe(isOpen);
    expect((await readers.owner.get(`/submissions/${entryId}/check`)).statusCode).toBe(isOpen ? 200 : 303);
  });

  it('the drafts that can still be submitted are as many in the cockpit as in their list', async () => {
    const n = { before: 2, extended: 2, 'entry-over': 1, over: 0 }[day];
    const drafts = await bodyOf('organizer', '/cycles/:id/drafts');
    const cockpit = await bodyOf('organizer', '/cycles/:id');
    expect(drafts.includes('Не подан')).toBe(n > 0);
    if (n > 0) expect(drafts).toMatch(new RegExp(`Не подано? ${n} `));
    expect(cockpit.includes(`href="/cycles/${made.cycle.id}/drafts"`)).toBe(n > 0);
    expect(cockpit.includes('Сейчас: приём') || cockpit.includes('Сейчас: Приём')).toBe(day !== 'over');
  });

  it('programs are answered the same', async () => {
    const state = { before: 'open', extended: 'extended', 'entry-over': 'extended', over: 'closed' }[day];
    const ofNomination = {
      of: 'nomination',
      ids: [made.nominations[0]!.id],
      closesAt: nominations.toISOString(),
      isOpen: day !== 'over',
    };
    const ofEntry = {
      of: 'entry',
      ids: [entryId],
      closesAt: entrys.toISOString(),
      isOpen: day === 'before' || day === 'extended',
    };
    const times = { opensAt: '2026-06-01T00:00:00.000Z', closesAt: everybodys.toISOString() };
    const told = { state, ...times, longer: [ofNomination] };
    expect(await closingOf('guest')).toEqual(told);
    expect(await closingOf('other')).toEqual(told);
    expect(await closingOf('owner')).toEqual({ ...told, longer: [ofEntry, ofNomination] });
    expect(await closingOf('organizer')).toEqual({ ...told, longer: [ofEntry, ofNomination], graceMinutes: 10 });
  });
});
