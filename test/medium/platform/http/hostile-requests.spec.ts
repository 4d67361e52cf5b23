import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { translator, type Locale } from '../../../../src/platform/web/i18n.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp();
  browser = await app.signIn((await given.user(app.em, { roles: [{ role: 'admin' }] })).email);
});
afterAll(() => app.close());

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const send = async (type: string, payload: Buffer | string, url = '/api/v1/submissions', headers = {}) => {
  const token = (await browser.get('/sign-in')).body.match(/name="_csrf" value="([^"]+)"/)?.[1] ?? '';
  return app.nest.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': type, accept: json, 'x-csrf-token': token, ...headers },
    cookies: browser.cookies,
  });
};
const codeOf = (answer: { body: string }) => (JSON.parse(answer.body) as { code: string }).code;
const cut = (before: string, after: string) =>
  Buffer.concat([Buffer.from(before), Buffer.from('ё').subarray(0, 1), Buffer.from(after)]);

describe('what is no UTF-8', () => {
  it.each([
    ['half a letter in JSON', json, cut('{"answers":{"title":"', '"}}')],
    ['half a letter in a form', form, cut('title=', '&a=b')],
    ['half a letter behind percents', form, Buffer.from('title=%D1&a=b')],
    ['percents that begin nothing', form, Buffer.from('title=100%&a=b')],
    ['half an emoji behind percents', form, Buffer.from('title=%ED%A0%BD')],
  ])('is refused, not mended: %s', async (_what, type, body) => {
    const answer = await send(type, body);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'malformed']);
  });

  it.each(['/api/v1/submissions?q=%D1', '/api/v1/submissions?q=100%', '/practices?q=%FF', '/api/v1/submissions/%FF'])(
    'is refused in the address %s',
    async (url) => expect((await browser.get(url)).statusCode).toBe(400),
  );

  it.each<[string, string, Record<string, string>, string]>([
    ['a program that asks for English', '/api/v1/submissions/%FF', { 'accept-language': 'en' }, 'en'],
    ['a person who chose English', '/practices/%E0%A4', { cookie: 'laureat_lang=en', 'accept-language': 'ru' }, 'en'],
    ['whoever says nothing', '/practices/%E0%A4', {}, 'ru'],
    ['a name longer than any', `/practices/${'x'.repeat(400)}`, { 'accept-language': 'en' }, 'en'],
  ])('is answered in the language of %s', async (_who, url, headers, locale) => {
    const { code, title } = (await app.nest.inject({ url, headers: { accept: json, ...headers } })).json<{
      code: string;
      title: string;
    }>();
    expect(title).toBe(translator(locale as Locale)(`refusals:${code}.title`));
  });

  it('is none of what is: a mark of the byte order, signs beyond the first plane', async () => {
    const answer = await send(json, Buffer.from('\ufeff{"answers":{"title":"Школа 😀"}}'));
    expect(answer.statusCode).toBe(422);
  });
});

describe('what nothing can be', () => {
  it('is no id: nothing has it, in whatever address it stands', async () => {
    const { cycle } = await given.cycle(app.em);
    const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: cycle.id }] });
    const organizer = await app.signIn(user.email);
    const move = { title: 'Приём', opensAt: '2026-05-20T12:00:00Z', closesAt: '2026-06-20T12:00:00Z' };
    for (const id of ['none', '%5Bobject%20Object%5D', "'"]) {
      const stage = `cycles/${cycle.id}/stages/${id}`;
      const headers = { 'if-match': '"1"' };
      expect((await organizer.api('PATCH', stage, move, { headers })).statusCode).toBe(404);
    }
  });

  it('is a number beyond any column: the greatest is said', async () => {
    for (const year of ['2147483649', '9007199254740991', '-9007199254740991']) {
      const answer = await browser.get(`/api/v1/practices?year=${year}`);
      expect([year, answer.statusCode]).toEqual([year, 422]);
      expect(answer.json()).toMatchObject({ code: 'invalid-input', errors: [{ rule: 'too-big' }] });
    }
  });
});

describe('what is built to be costly', () => {
  const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`;

  it.each([50, 5000, 500_000])('lies %d levels deep and is refused, with a key of repetition too', async (levels) => {
    const answer = await send(json, `{"answers":${deep(levels)}}`, undefined, { 'idempotency-key': `deep-${levels}` });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'malformed']);
  });

  it('has a name as long as a book', async () => {
    for (const answer of [
      await send(json, JSON.stringify({ answers: {}, ['x'.repeat(1_000_000)]: 1 })),
      await send(form, `${'x'.repeat(1_000_000)}=1`),
    ])
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'malformed']);
  });

  it('has nothing but faults, and is answered in short', async () => {
    const odd = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field-${index}`, 1]));
    for (const body of [odd, { answers: { title: Array.from({ length: 100_000 }, () => 1) } }]) {
      const answer = await send(json, JSON.stringify(body));
      expect(answer.statusCode).toBe(422);
      expect(answer.body.length).toBeLessThan(30_000);
    }
  });

  it.each([
    ['{"__proto__":{"isAdmin":true},"answers":{}}', 400],
    ['{"answers":{"constructor":{"prototype":{"a":1}}}}', 400],
    ['{"answers":{"constructor":"x","toString":"y"}}', 422],
  ])('reaches for the prototype of objects: %s', async (body, status) => {
    expect((await send(json, body)).statusCode).toBe(status);
    expect(({} as { isAdmin?: boolean; a?: number }).isAdmin ?? ({} as { a?: number }).a).toBeUndefined();
  });

  it('reaches for it in a form', async () => {
    expect((await send(form, '__proto__=1&title=x', '/preferences')).statusCode).toBe(400);
    expect((await send(form, 'constructor=1&toString=x', '/preferences')).statusCode).toBeLessThan(500);
  });

  it('has a key of repetition that would have to be cut', async () => {
    const answer = await send(json, '{}', undefined, { 'idempotency-key': 'k'.repeat(201) });
    expect([answer.statusCode, answer.json<{ errors: { pointer: string }[] }>().errors[0]!.pointer]).toEqual([
      422,
      '/Idempotency-Key',
    ]);
  });
});
