import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { listNamed } from '../../../../src/submissions/people/people.queries.js';
import { PeopleService } from '../../../../src/submissions/people/people.service.js';
import { PersonConsent } from '../../../../src/submissions/people/person-consent.entity.js';
import { PracticePerson } from '../../../../src/submissions/people/practice-person.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { judgedYear, type JudgedYear } from '../../../support/judged-year.js';
import { announce } from '../../../support/letters.js';

let app: TestApp;
let judged: JudgedYear;
let entrant: Browser;
let path: string;
let entryId: string;
const name = 'Ольга Петровна Ветрова';
const email = 'vetrova@practice.example';
const consents = [
  { kind: 'processing' as const, version: '1', text: 'Согласен на обработку.' },
  { kind: 'publication' as const, version: '1', text: 'Согласен, чтобы меня назвали.' },
];

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  judged = await judgedYear(app);
  await writes(consents);
  entrant = await app.signIn(judged.emails.entrant);
  entryId = judged.entries[0]!.id;
  path = `/submissions/${entryId}/consents`;
});

const writes = (texts: typeof consents) =>
  app.em.update(RegulationEdition, { cycleId: judged.year.cycle.id }, { entryRules: { consents: texts } });
const adds = (role = 'leader') => entrant.post(path, { name, role, email });
const person = () => app.em.findOneByOrFail(PracticePerson, { submissionId: entryId });
const tokenOf = async () => (await app.nest.get(LinkVault).read(app.em, (await person()).id))!;
const resultsPage = async () => (await app.guest().get(`/results/${judged.year.cycle.year}`)).body;

/** A person who was named, with what the link of the letter does. */
async function asked() {
  await adds();
  const token = await tokenOf();
  const them = app.guest();
  return {
    token,
    reads: async () => (await them.get(`/consents/${token}`)).body,
    gives: (kind: string, version = '1') => them.post(`/consents/${token}/give`, { kind, version }),
    withdraws: (kind: string) => them.post(`/consents/${token}/withdraw`, { kind }),
  };
}

it('a person is named once, gets one letter with a link of their own, and nothing is agreed to by opening it', async () => {
  expect((await adds()).statusCode).toBe(303);
  await adds();
  const [message, ...others] = await app.em.query<{ id: string }[]>(
    `SELECT id FROM outbox_message WHERE type = 'consent.asked' AND payload->>'personId' = $1`,
    [(await person()).id],
  );
  expect(others).toEqual([]);
  await announce(app, message!.id);
  const letters = await app.em.findBy(Delivery, { messageId: message!.id, recipient: email });
  expect(letters).toHaveLength(1);
  const body = (await app.guest().get(`/consents/${await tokenOf()}`)).body;
  for (const { text } of consents) expect(body).toContain(text);
  expect(await app.em.count(PersonConsent)).toBe(0);
});

it('the results name who agreed to be named, from the next rendering no more who took it back; the award stays', async () => {
  const { gives, withdraws } = await asked();
  const protocol = await judged.signedByBoth(await judged.decided());
  const published = { publishAt: app.clock.now(), reason: '' };
  await app.nest.get(PublicationsService).publish(judged.organizer, protocol.id, published);
  await gives('processing');
  expect(await resultsPage()).not.toContain(name);
  await gives('publication');
  expect(await resultsPage()).toContain(name);
  await withdraws('publication');
  const page = await resultsPage();
  expect([page.includes(name), page.includes(judged.secret)]).toEqual([false, true]);
});

it('pressing twice, also at once, is one act; taking back what was not given is none', async () => {
  const { gives, withdraws, token } = await asked();
  await withdraws('publication');
  const people = app.nest.get(PeopleService);
  const input = { kind: 'publication' as const, version: '1' };
  await Promise.all(Array.from({ length: 6 }, () => people.give({ token }, input)));
  await gives('publication');
  await Promise.all(Array.from({ length: 6 }, () => people.withdraw({ token }, 'publication')));
  const acts = await app.em.find(PersonConsent, { where: { personId: (await person()).id }, order: { id: 'ASC' } });
  expect(acts.map(({ act }) => act).toSorted()).toEqual(['given', 'withdrawn']);
});

it('a text that changed while it was read is read anew; what was agreed to before stays with the version before', async () => {
  const { gives, reads } = await asked();
  await gives('publication');
  await writes([consents[0]!, { ...consents[1]!, version: '2', text: 'Новый текст.' }]);
  const refused = await gives('publication', '1');
  expect([refused.statusCode, refused.body.includes('Новый текст.')]).toEqual([409, true]);
  expect(await reads()).toContain('дано к прежнему тексту');
  expect((await listNamed(app.em, [entryId])).get(entryId)).toEqual([name]);
});

it('who is there for contact alone is never named; who was removed is not, and their link ends', async () => {
  await adds('contact');
  const people = app.nest.get(PeopleService);
  const token = await tokenOf();
  await people.give({ token }, { kind: 'publication', version: '1' });
  expect((await listNamed(app.em, [entryId])).size).toBe(0);
  await app.em.update(PracticePerson, { submissionId: entryId }, { role: 'leader' });
  expect((await listNamed(app.em, [entryId])).size).toBe(1);
  await entrant.post(`${path}/${(await person()).id}/remove`);
  expect((await listNamed(app.em, [entryId])).size).toBe(0);
  expect((await app.guest().get(`/consents/${token}`)).statusCode).toBe(410);
});

it('a new link ends the one before; within minutes no second letter goes', async () => {
  const { token } = await asked();
  await entrant.post(`${path}/${(await person()).id}/ask`);
  expect(await tokenOf()).toBe(token);
  app.clock.moveTo(new Date(app.clock.now().getTime() + 11 * 60_000).toISOString());
  await entrant.post(`${path}/${(await person()).id}/ask`);
  expect(await tokenOf()).not.toBe(token);
  expect((await app.guest().get(`/consents/${token}`)).statusCode).toBe(410);
});

it('only the people of the entry name others; its mailboxes are read by them and by who runs the contest', async () => {
  await adds();
  const reads = async (who: keyof JudgedYear['emails']) => {
    const { statusCode, body } = await (await app.signIn(judged.emails[who])).get(path);
    return [statusCode, body.includes(email)];
  };
  expect(await reads('entrant')).toEqual([200, true]);
  expect(await reads('organizer')).toEqual([200, true]);
  expect(await reads('auditor')).toEqual([200, false]);
  expect(await reads('coordinator')).toEqual([200, false]);
  expect((await reads('expert'))[0]).toBe(404);
  const organizer = await app.signIn(judged.emails.organizer);
  expect((await organizer.post(path, { name, role: 'leader', email: 'other@practice.example' })).statusCode).toBe(403);
});

it('who signs in with the mailbox decides without the link; another person does not', async () => {
  await adds();
  const { id } = await person();
  const own = await app.signIn((await given.user(app.em, { email })).email);
  expect((await own.post(`/consents/of/${id}/give`, { kind: 'publication', version: '1' })).statusCode).toBe(303);
  expect((await listNamed(app.em, [entryId])).get(entryId)).toEqual([name]);
  expect((await entrant.get(`/consents/of/${id}`)).statusCode).toBe(404);
  expect((await entrant.post(`/consents/of/${id}/withdraw`, { kind: 'publication' })).statusCode).toBe(404);
});

it('without texts in the regulation nobody is asked, and the page says why', async () => {
  await writes([]);
  expect((await entrant.get(path)).body).toContain('Организатор ещё не внёс тексты согласий');
  expect((await adds()).statusCode).toBe(409);
});

it('SQL keeps what was agreed to', async () => {
  const { gives } = await asked();
  await gives('publication');
  const { id, personId } = await app.em.findOneByOrFail(PersonConsent, { personId: (await person()).id });
  for (const sql of [
    'DELETE FROM person_consent WHERE id = $1',
    `UPDATE person_consent SET act = 'withdrawn' WHERE id = $1`,
  ])
    await expect(app.em.query(sql, [id])).rejects.toThrow();
  await expect(app.em.query('DELETE FROM practice_person WHERE id = $1', [personId])).rejects.toThrow();
});
