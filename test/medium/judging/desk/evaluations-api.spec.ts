import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { given } from '../../../support/given.js';
import { app, jury, useJury } from '../../../support/planning.js';

useJury();

describe('the programming interface of evaluations', () => {
  it('lets an expert read, save, submit and step back; of others it shows nothing', async () => {
    const made = await jury({ experts: 2, entries: 2 });
    const [expert, other] = made.experts as [Expert, Expert];
    const { id } = await given.assignment(app.em, expert, made.entries[0]!);
    const second = await given.assignment(app.em, expert, made.entries[1]!);
    await given.sheet(app.em, made, {
      expert: other,
      entry: made.entries[0]!,
      points: [3, 3],
      remarks: { [made.criteria[0]!.id]: 'тайное замечание 5519' },
    });
    const browser = await app.signIn(expert.user.email);
    const queue = (await browser.api('GET', 'evaluations')).json() as { items: { assignmentId: string }[] };
    expect(queue.items.map(({ assignmentId }) => assignmentId)).toEqual([id, second.id]);
    const read = await browser.api('GET', `evaluations/${id}`);
    expect([read.statusCode, read.headers.etag]).toEqual([200, '"0"']);
    expect(read.json()).toMatchObject({
      state: 'draft',
      scores: {},
      entry: { registerNumber: made.entries[0]!.registerNumber, answers: { title: made.entries[0]!.title } },
      criteria: made.criteria.map((criterion) => ({ id: criterion.id, scaleMax: '10' })),
    });
    expect(read.body + JSON.stringify(queue)).not.toContain('5519');
    const scores = Object.fromEntries(made.criteria.map((criterion) => [criterion.id, '8']));
    const save = (body: object, headers: Record<string, string>) =>
      browser.api('PUT', `evaluations/${id}`, body, { headers });
    expect((await save({ scores }, {})).json().code).toBe('precondition-required');
    const saved = await save({ scores, note: 'Для себя' }, { 'if-match': '"0"' });
    expect([saved.statusCode, saved.json()]).toMatchObject([200, { scores, note: 'Для себя' }]);
    expect((await save({ scores: {} }, { 'if-match': '"0"' })).json()).toMatchObject({
      status: 409,
      code: 'stale-edit',
      theirs: { scores },
    });
    const submitted = await browser.api('POST', `evaluations/${id}/submit`);
    expect([submitted.statusCode, submitted.json().state]).toEqual([200, 'submitted']);
    expect((await save({ scores: {} }, { 'if-match': saved.headers.etag as string })).json().code).toBe('sheet-frozen');
    expect((await browser.api('POST', `evaluations/${second.id}/submit`)).json().code).toBe('sheet-incomplete');
    expect((await browser.api('POST', `evaluations/${second.id}/recuse`, {})).json().code).toBe('reason-required');
    const recused = await browser.api('POST', `evaluations/${second.id}/recuse`, { reason: 'Работал с авторами' });
    expect([recused.statusCode, recused.body]).toEqual([204, '']);
    expect((await browser.api('GET', `evaluations/${second.id}`)).statusCode).toBe(404);
    const stranger = await app.signIn(other.user.email);
    expect((await stranger.api('GET', `evaluations/${id}`)).statusCode).toBe(404);
    expect((await stranger.api('PUT', `evaluations/${id}`, {}, { headers: { 'if-match': '"1"' } })).statusCode).toBe(
      404,
    );
  });

  it('obeys the scopes of a token', async () => {
    const { experts, entries } = await jury({ experts: 1, entries: 1 });
    const { id } = await given.assignment(app.em, experts[0]!, entries[0]!);
    const browser = await app.signIn(experts[0]!.user.email);
    const page = await browser.post('/account/tokens', { name: 'Чтение', scopes: 'judging:read', days: '30' });
    const token = /id="token">([^<]+)</.exec(page.body)![1]!;
    expect((await app.guest().api('GET', `evaluations/${id}`, undefined, { token })).statusCode).toBe(200);
    const refused = await app
      .guest()
      .api('PUT', `evaluations/${id}`, { scores: {} }, { token, headers: { 'if-match': '"0"' } });
    expect([refused.statusCode, refused.json()]).toMatchObject([
      403,
      { code: 'scope-missing', scope: 'judging:write' },
    ]);
  });
});
