import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JoiningService } from '../../../src/accounts/joining/joining.service.js';
import type { Organisation } from '../../../src/accounts/organisations/organisation.entity.js';
import type { EntryRules } from '../../../src/domain/cycles/entry-rules.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { RegulationEdition } from '../../../src/cycles/editions/regulation-edition.entity.js';
import { RegistrationsService, type RegistrationInput } from '../../../src/cycles/ways-in/registrations.service.js';
import { WayInReader } from '../../../src/cycles/ways-in/way-in.reader.js';
import { LinkVault } from '../../../src/platform/secrets/link-vault.js';
import { guest } from '../../../src/platform/http/request.js';
import { startApp, type TestApp } from '../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let year: GivenCycle;
let known: Organisation;
let registrations: RegistrationsService;
let joining: JoiningService;
let serial = 0;

const questions: EntryRules['questions'] = [
  {
    id: 'works',
    text: { ru: 'Практика уже работает?' },
    ground: 'Положение 3.1',
    stops: 'no',
    why: { ru: 'Нужен результат.' },
  },
];

beforeAll(async () => {
  app = await startApp();
  registrations = app.nest.get(RegistrationsService);
  joining = app.nest.get(JoiningService);
});
afterAll(() => app.close());

beforeEach(async () => {
  serial += 1;
  await app.em.query(`UPDATE cycle SET state = 'draft' WHERE state = 'announced'`);
  await app.em.query('DELETE FROM throttle');
  year = await given.cycle(app.em, {
    nominations: [{ code: 'СБ', quotaPerRegion: 1 }],
    stages: { intake: ['2000-01-01T00:00:00Z', '2199-01-01T00:00:00Z'] },
  });
  await rule({ way: 'open', questions });
  known = await given.organisation(app.em, { name: `ГБУ «Центр семьи ${serial}»`, regionCode: 'RU-TY' });
});

const rule = (entryRules: Partial<EntryRules>) =>
  app.em.update(RegulationEdition, { cycleId: year.cycle.id }, { entryRules });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );
const sender = { address: '192.0.2.7', device: '' };
const mailOf = (name: string) => `${name}-${serial}@entrant.example`;

function input(values: Partial<RegistrationInput> = {}): RegistrationInput {
  return {
    email: mailOf('new'),
    name: 'Ооржак Саяна',
    locale: 'ru',
    code: '',
    answers: { works: 'yes' },
    consents: [],
    organisationId: null,
    fresh: { name: `Фонд «Юрта ${serial}»`, inn: '3664069397', kind: 'ngo', regionCode: 'RU-TY' },
    another: false,
    ...values,
  };
}
const joinKnown = (email = mailOf('new')) => input({ email, organisationId: known.id, fresh: null });

async function linkOf(email: string): Promise<string> {
  const [{ id }] = await app.em.query(
    'SELECT id FROM registration WHERE email = $1 ORDER BY created_at DESC, id DESC',
    [email],
  );
  return (await app.nest.get(LinkVault).read(app.em, id))!;
}
const ask = (values: RegistrationInput) => registrations.ask(year.cycle.id, values, sender);
const countOf = async (sql: string, values: unknown[]): Promise<number> =>
  (await app.em.query(`SELECT count(*)::int AS n FROM ${sql}`, values))[0].n;

describe('registration by oneself', () => {
  beforeEach(() => app.em.query(`UPDATE organisation SET inn = NULL WHERE inn = '3664069397'`));

  it('with a new organisation: the link makes account and membership once, however often it is pressed', async () => {
    await ask(input());
    expect(await countOf('user_account WHERE email = $1', [mailOf('new')])).toBe(0);
    const token = await linkOf(mailOf('new'));
    const browser = app.guest();
    expect((await browser.get(`/register/confirm/${token}`)).body).toContain('Подтвердить и войти');
    expect(await countOf('user_account WHERE email = $1', [mailOf('new')])).toBe(0);
    const pressed = await Promise.all([1, 2, 3].map(() => codeOf(registrations.confirm(token, sender))));
    expect(pressed.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(pressed.filter((answer) => answer === 'link-expired')).toHaveLength(2);
    expect(
      await countOf('membership m JOIN user_account u ON u.id = m.user_id WHERE u.email = $1', [mailOf('new')]),
    ).toBe(1);
  });

  it('answers known and unknown addresses alike, and writes the same', async () => {
    const member = await given.user(app.em, { email: mailOf('known') });
    const answers = await Promise.all(
      [member.email, mailOf('unknown')].map(async (email) => {
        const browser = app.guest();
        const sent = { name: 'Кто-то', email, org: known.id, 'q-works': 'yes' };
        const { statusCode, body } = await browser.post('/register/organisation', sent);
        const rows = await countOf('registration WHERE email = $1', [email]);
        return { statusCode, rows, page: body.replaceAll(email, '…').replaceAll(/_csrf" value="[^"]*"/g, '') };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ statusCode: 200, rows: 1 });
  });

  it('for a known address adds to the account that is there', async () => {
    const member = await given.user(app.em, { email: mailOf('known'), name: 'Прежнее Имя' });
    await ask(joinKnown(member.email));
    await registrations.confirm(await linkOf(member.email), sender);
    expect(await countOf('user_account WHERE email = $1 AND name = $2', [member.email, 'Прежнее Имя'])).toBe(1);
    expect(await countOf('membership_request WHERE user_id = $1', [member.id])).toBe(1);
  });

  it('sent twice makes one account and one request', async () => {
    await Promise.all([ask(joinKnown()), ask(joinKnown())]);
    const rows: { id: string }[] = await app.em.query('SELECT id FROM registration WHERE email = $1', [mailOf('new')]);
    const tokens = await Promise.all(rows.map(({ id }) => app.nest.get(LinkVault).read(app.em, id)));
    expect(tokens).toHaveLength(2);
    await Promise.all(tokens.map((token) => registrations.confirm(token!, sender)));
    expect(await countOf('user_account WHERE email = $1', [mailOf('new')])).toBe(1);
    expect(await countOf('membership_request WHERE organisation_id = $1', [known.id])).toBe(1);
  });

  it('is slowed down, and floods nobody’s mailbox from many networks', async () => {
    const from = (n: number) =>
      registrations.ask(year.cycle.id, joinKnown(), { address: `198.51.100.${n}`, device: '' });
    for (let n = 0; n < 9; n += 1) expect(await codeOf(from(n))).toBe('done');
    expect(await countOf('registration WHERE email = $1', [mailOf('new')])).toBe(6);
    for (let n = 0; n < 4; n += 1) await ask(joinKnown(mailOf('one')));
    expect(await codeOf(ask(joinKnown(mailOf('one'))))).toBe('throttled');
  });

  it.each([
    ['by invitation', { way: 'invitation' as const }, '', 'by-invitation'],
    ['with a wrong code', { way: 'code' as const, code: 'Лавр-27' }, 'лавр', 'code-wrong'],
    ['with the code', { way: 'code' as const, code: 'Лавр-27' }, 'ЛАВР-27', 'done'],
    ['openly', { way: 'open' as const }, '', 'done'],
  ])('%s', async (_how, rules, code, answer) => {
    await rule({ ...rules, questions });
    expect(await codeOf(ask({ ...joinKnown(), code }))).toBe(answer);
  });

  it('asks first whether the practice fits', async () => {
    expect(await codeOf(ask({ ...joinKnown(), answers: { works: 'no' } }))).toBe('does-not-fit');
    expect(await codeOf(ask({ ...joinKnown(), answers: {} }))).toBe('does-not-fit');
    expect(await codeOf(ask({ ...joinKnown(), answers: { works: 'unknown' } }))).toBe('done');
  });

  it('with an organisation that looks like a known one shows both spellings, and goes on when it is another', async () => {
    const browser = app.guest();
    const sent = {
      name: 'Кто-то',
      email: mailOf('new'),
      'q-works': 'yes',
      org: 'new',
      newName: `Гос. бюджетное учр. "Центр семьи ${serial}"`,
      inn: '3664069397',
      region: 'RU-TY',
      kind: 'institution',
    };
    const asked = await browser.post('/register/organisation', sent);
    expect([asked.statusCode, asked.body.includes('Похоже, это она же')]).toEqual([409, true]);
    expect(await countOf('registration WHERE email = $1', [sent.email])).toBe(0);
    expect((await browser.post('/register/organisation', { ...sent, another: 'yes' })).statusCode).toBe(200);
    await registrations.confirm(await linkOf(sent.email), sender);
    const [made] = await app.em.query('SELECT like_id FROM organisation WHERE name = $1', [sent.newName]);
    expect(made.like_id).toBe(known.id);
  });

  it('names the digit of a tax number that does not fit, beside its field', async () => {
    const sent = { name: 'Кто', email: mailOf('new'), 'q-works': 'yes', org: 'new', newName: 'Фонд Юрта' };
    const { statusCode, body } = await app
      .guest()
      .post('/register/organisation', { ...sent, inn: '1701044567', region: 'RU-TY', kind: 'ngo' });
    expect(statusCode).toBe(422);
    expect(body).toContain('10-я цифра не сходится: при остальных 9 это 9, а не 7.');
  });

  it('whose link is old or unknown says so', async () => {
    await ask(joinKnown());
    const token = await linkOf(mailOf('new'));
    await app.em.query(`UPDATE registration SET expires_at = created_at - interval '1 second'`);
    const browser = app.guest();
    expect((await browser.get(`/register/confirm/${token}`)).statusCode).toBe(410);
    expect((await browser.post(`/register/confirm/${token}`)).statusCode).toBe(410);
  });
});

describe('being let into a known organisation', () => {
  const waiting = async () => {
    await ask(joinKnown());
    await registrations.confirm(await linkOf(mailOf('new')), sender);
    const [{ id }] = await app.em.query('SELECT id FROM membership_request WHERE organisation_id = $1', [known.id]);
    return id as string;
  };

  it('is answered by its people, once, and the page of who waits says who and what if not', async () => {
    const member = await given.user(app.em, { name: 'Монгуш Айдыс', memberOf: [known] });
    const actor = actorOf(member, { organisationIds: [known.id] });
    const id = await waiting();
    const browser = await app.signIn(mailOf('new'));
    const page = (await browser.get('/joining')).body;
    expect(page).toContain('Монгуш Айдыс');
    expect(page).toContain('решит организатор конкурса');
    const answers = await Promise.all([
      codeOf(joining.answer(actor, id, { approve: true, reason: '' })),
      codeOf(joining.answer(actor, id, { approve: false, reason: 'Не наш' })),
    ]);
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'action-not-allowed')).toHaveLength(1);
  });

  it('is the organizer’s once the term has passed, and nobody else’s', async () => {
    await given.user(app.em, { memberOf: [known] });
    const id = await waiting();
    const grant = { role: 'organizer' as const, cycleId: year.cycle.id, nominationId: null, regionCode: null };
    const organizer = actorOf(await given.user(app.em), { grants: [grant] });
    const stranger = actorOf(await given.user(app.em));
    const yes = { approve: true, reason: '' };
    expect(await codeOf(joining.answer(organizer, id, yes))).toBe('not-found');
    await app.em.query(`UPDATE membership_request SET due_at = asked_at - interval '1 hour'`);
    expect(await codeOf(joining.answer(stranger, id, yes))).toBe('not-found');
    expect(await codeOf(joining.answer(organizer, id, { approve: false, reason: ' ' }))).toBe('reason-required');
    expect(await codeOf(joining.answer(organizer, id, yes))).toBe('done');
    expect(await countOf('membership WHERE organisation_id = $1', [known.id])).toBe(2);
  });

  it('is answered on a page by those who may', async () => {
    const member = await given.user(app.em, { memberOf: [known] });
    const id = await waiting();
    const browser = await app.signIn(member.email);
    expect((await browser.get('/joining/answers')).body).toContain(mailOf('new'));
    expect((await browser.post(`/joining/answers/${id}`, { answer: 'refuse', reason: '' })).statusCode).toBe(422);
    expect((await browser.post(`/joining/answers/${id}`, { answer: 'refuse', reason: 'Не наш' })).statusCode).toBe(303);
    const refused = await (await app.signIn(mailOf('new'))).get('/joining');
    expect(refused.body).toContain('Не наш');
  });
});

describe('before a form is opened', () => {
  it('places that are taken are told with what could be withdrawn, to its own people alone', async () => {
    const entry = await given.submittedEntry(app.em, year, { organisation: known, regionCode: 'RU-TY', title: 'Наша' });
    const reader = app.nest.get(WayInReader);
    const { setup } = await reader.of(year.cycle.id);
    const facts = { setup, regionCode: 'RU-TY', kind: null };
    const member = actorOf(await given.user(app.em), { organisationIds: [known.id] });
    const [own] = await reader.rooms(member, facts);
    expect(own).toMatchObject({ quota: 1, inPlay: 1, bar: 'full', withdrawable: [{ id: entry.id }] });
    expect((await reader.rooms(guest, facts))[0]).toMatchObject({ bar: 'full', withdrawable: [] });
    expect((await app.guest().get('/register?region=RU-TY')).body).toContain('1 из 1 заняты');
  });

  it('an answer that stops tells why, and whoever does not know goes on', async () => {
    const browser = app.guest();
    const stopped = await browser.post('/register', { 'q-works': 'no' });
    expect(stopped.headers['location']).toBe('/register?q-works=no&check=1');
    const page = (await browser.get('/register?q-works=no&check=1')).body;
    expect(page).toContain('Нужен результат.');
    expect(page).toContain('Положение 3.1');
    const onward = await browser.post('/register', { 'q-works': 'unknown' });
    expect(onward.headers['location']).toBe('/register/organisation?q-works=unknown');
    expect((await browser.get('/register/organisation')).headers['location']).toBe('/register?check=1');
  });

  it('the organizer sets the way in and the questions', async () => {
    const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: year.cycle.id }] });
    const browser = await app.signIn(user.email);
    const page = `/cycles/${year.cycle.id}/entry-rules`;
    expect((await browser.get(page)).body).toContain('Практика уже работает?');
    const version = String((await app.em.findOneByOrFail(RegulationEdition, { cycleId: year.cycle.id })).version);
    const sent = {
      version,
      reason: 'Так решено',
      way: 'code',
      code: 'Лавр-27',
      joinDays: '3',
      'q1-text': 'Есть число?',
    };
    expect((await browser.post(page, { ...sent, code: '' })).statusCode).toBe(422);
    expect((await browser.post(page, { ...sent, 'q1-stops': 'no', 'q1-why': 'Без числа нельзя' })).statusCode).toBe(
      303,
    );
    const { rules } = await app.nest.get(WayInReader).of(year.cycle.id);
    expect(rules).toMatchObject({
      way: 'code',
      joinDays: 3,
      questions: [{ id: 'q1', text: { ru: 'Есть число?' }, stops: 'no', why: { ru: 'Без числа нельзя' } }],
    });
  });
});
