import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

it('who has an entry open in many windows is named once, with how many, and hides nobody', async () => {
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  const organisation = await given.organisation(app.em);
  const person = async () => app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
  const [many, other, reader] = [await person(), await person(), await person()];
  const input = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: 'Окна' } };
  const { id } = (await reader.api('POST', 'submissions', input)).json<{ id: string }>();
  const at = `/submissions/${id}/presence`;
  for (let window = 0; window < 25; window += 1)
    await many.post(at, { window: `w${window}`, field: window === 3 ? 'title' : '' });
  await other.post(at, { window: 'one', field: '' });
  await reader.post(at, { window: 'second', field: '' });
  const asked = await reader.post(at, { window: 'first', field: '' });
  const { here } = asked.json<{
    here: { name: string; field: string }[];
  }>();
  expect(here.map(({ name }) => name.endsWith(', в 25 окнах')).filter(Boolean)).toHaveLength(1);
  expect(here.map(({ field }) => field).filter(Boolean)).toEqual(['title']);
  expect(here.map(({ name }) => name)).toContain('Вы, в другом окне');
  expect(here).toHaveLength(3);
});
