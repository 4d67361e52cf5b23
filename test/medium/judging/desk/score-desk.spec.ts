import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { Evaluation } from '../../../../src/judging/sheets/evaluation.entity.js';
import { given } from '../../../support/given.js';
import { app, jury, useJury } from '../../../support/planning.js';

useJury();

describe('the score desk in the browser', () => {
  async function desk() {
    const made = await jury({ experts: 2, entries: 2 });
    const [expert, other] = made.experts as [Expert, Expert];
    const assignment = await given.assignment(app.em, expert, made.entries[0]!);
    return { ...made, expert, other, assignment, browser: await app.signIn(expert.user.email) };
  }

  it.each([
    ['autosave', { 'x-autosave': '1', accept: 'application/json, text/html' }],
    ['a form without scripts', {}],
  ])('answers a stale sheet of %s with both versions, and either can be kept', async (_how, headers) => {
    const { assignment, browser, criteria } = await desk();
    const [first, second] = criteria.map(({ id }) => id) as [string, string];
    const address = `/judging/desk/${assignment.id}`;
    const { form } = { form: /name="_csrf" value="([^"]+)"/.exec((await browser.get(address)).body)![1]! };
    const post = (fields: Record<string, string>) =>
      app.nest.inject({
        method: 'POST',
        url: address,
        cookies: browser.cookies,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
        payload: new URLSearchParams({ ...fields, _csrf: form, verb: 'save' }).toString(),
      });
    const saved = await post({ version: '0', [`score-${first}`]: '7', note: 'Сохранённая заметка' });
    expect([201, 303]).toContain(saved.statusCode);
    const stale = await post({
      version: '0',
      [`score-${first}`]: '9',
      [`remark-${second}`]: 'Опоздавшее «замечание»',
      note: 'Сохранённая заметка',
    });
    expect(stale.statusCode).toBe(409);
    expect(stale.headers['content-type']).toContain('text/html');
    const panel = /<section[^>]*data-conflict[\s\S]*<\/section>/.exec(stale.body)![0];
    expect(panel).toContain('<p class="l-pre">9</p>');
    expect(panel).toContain('<p class="l-pre">7</p>');
    expect(panel).toContain('Опоздавшее «замечание»');
    expect(panel).not.toContain('<p class="l-pre">Сохранённая заметка</p>');
    const hidden = Object.fromEntries(
      [...panel.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
    expect(panel).toContain(`href="${address}"`);
    const kept = await browser.post(address, hidden);
    expect([kept.statusCode, kept.headers.location]).toEqual([303, address]);
    expect(await app.em.findOneByOrFail(Evaluation, { assignmentId: assignment.id })).toMatchObject({
      scores: { [first]: '9' },
      remarks: { [second]: 'Опоздавшее «замечание»' },
      note: 'Сохранённая заметка',
    });
  });

  it('keeps what was typed when a score is off the scale', async () => {
    const { assignment, browser, criteria } = await desk();
    const answer = await browser.post(`/judging/desk/${assignment.id}`, {
      version: '0',
      verb: 'submit',
      [`score-${criteria[0]!.id}`]: '11',
      note: 'Моя заметка',
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Моя заметка');
    expect(answer.body).toContain('«Эффект»: от 0 до 10, шаг 1.');
  });
});
