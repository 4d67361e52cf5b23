import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SubmissionDraft } from '../../../../src/submissions/entries/submission-draft.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let browser: Browser;
let made: GivenCycle;
let organisationId: string;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  const organisation = await given.organisation(app.em);
  organisationId = organisation.id;
  browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
});
afterAll(() => app.close());

const start = (answers: object) =>
  browser.api('POST', 'submissions', { nominationId: made.nomination.id, organisationId, answers });
const edit = (id: string, version: number, answers: object) =>
  browser.api('PATCH', `submissions/${id}`, { answers }, { headers: { 'if-match': `"${version}"` } });
const keptOf = async (id: string) =>
  (await app.em.findOneByOrFail(SubmissionDraft, { submissionId: id })).answers as unknown;
const rulesOf = (answer: { json(): unknown }) =>
  (answer.json() as { errors?: { pointer: string; rule: string }[] }).errors?.map(({ pointer, rule }) => [
    pointer,
    rule,
  ]);

describe('a draft', () => {
  it('begins with no field that its form does not ask', async () => {
    const before = await app.em.count(Submission);
    const refused = await start({ title: 'Школа', junk: 'x'.repeat(90_000) });
    expect([refused.statusCode, rulesOf(refused)]).toEqual([422, [['/junk', 'unknown-field']]]);
    expect(await app.em.count(Submission)).toBe(before);
  });

  it('gets none later, and stays as it was', async () => {
    const { id } = (await start({ title: 'Школа' })).json() as { id: string };
    const refused = await edit(id, 1, { title: 'Другая', junk: 'x' });
    expect([refused.statusCode, rulesOf(refused)]).toEqual([422, [['/junk', 'unknown-field']]]);
    expect(await keptOf(id)).toEqual({ title: 'Школа' });
  });

  it('takes no more room than its form and slack give, and the page shows what was typed', async () => {
    const { id } = (await start({ title: 'Школа' })).json() as { id: string };
    const refused = await edit(id, 1, { title: 'я'.repeat(90_000) });
    expect([refused.statusCode, rulesOf(refused)]).toEqual([422, [['/title', 'draft-too-long']]]);
    const typed = `начало ${'я'.repeat(90_000)} конец`;
    const page = await browser.post(`/submissions/${id}/edit?step=1`, { version: '1', title: typed });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(typed);
    expect(page.body).toContain('Ответы слишком длинны');
    expect(await keptOf(id)).toEqual({ title: 'Школа' });
  });
});
