import { newId } from '../../../../src/platform/ids.js';
import { PersonConsent } from '../../../../src/submissions/people/person-consent.entity.js';
import { PracticePerson } from '../../../../src/submissions/people/practice-person.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Data {
  kept: Record<string, Record<string, unknown>[]>;
  deeds: { action: string }[];
  cut: string[];
}

it('a person downloads what is kept about them, and nothing of anybody else, nor what could be used in their place', async () => {
  const organisation = await given.organisation(app.em);
  const own = await given.user(app.em, { memberOf: [organisation], name: 'Секрет Собственный' });
  const other = await given.user(app.em, { memberOf: [organisation], name: 'Секрет Чужой' });
  for (const { email } of [own, other]) await (await app.signIn(email)).post('/preferences', { theme: 'dark' });
  const browser = await app.signIn(own.email);
  await browser.post('/account', { name: 'Секрет Переименованный', locale: 'ru', timeZone: 'Europe/Moscow' });
  const answer = await browser.get('/account/data.json');
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, expect.stringContaining('no-store')]);
  const { kept, deeds, cut } = answer.json<Data>();
  expect(kept['user_account']).toMatchObject([{ id: own.id, email: own.email, name: 'Секрет Переименованный' }]);
  expect(kept['membership']).toHaveLength(1);
  expect(kept['session']!.length).toBeGreaterThan(0);
  expect(deeds.map(({ action }) => action)).toContain('edit');
  expect(cut).toEqual([]);
  expect(answer.body).not.toContain('Чужой');
  expect(answer.body).not.toContain(other.email);
  const names = Object.values(kept).flatMap((rows) => rows.flatMap((row) => Object.keys(row)));
  expect(names.filter((name) => /hash|token|secret|sealed|password/.test(name))).toEqual([]);
});

it('what hangs on a row with the mailbox is theirs too: the consents of a person of a practice', async () => {
  const own = await given.user(app.em);
  const { id: submissionId } = await given.submittedEntry(app.em, await given.cycle(app.em));
  const at = app.clock.now();
  const person = { id: newId(), submissionId, name: 'Ветрова', role: 'leader' as const, email: own.email };
  await app.em.insert(PracticePerson, { ...person, locale: 'ru', tokenHash: 'x', createdAt: at, askedAt: at });
  const consent = { id: newId(), personId: person.id, kind: 'publication' as const, position: 1 };
  await app.em.insert(PersonConsent, { ...consent, consentVersion: '1', textHash: 'a'.repeat(64), act: 'given', at });
  const { kept } = (await (await app.signIn(own.email)).get('/account/data.json')).json<Data>();
  expect([kept['practice_person'], kept['person_consent']]).toMatchObject([[{ id: person.id }], [{ id: consent.id }]]);
});

it('a guest gets nothing', async () => {
  expect((await app.guest().get('/account/data.json')).headers['location']).toMatch(/^\/sign-in/);
});
