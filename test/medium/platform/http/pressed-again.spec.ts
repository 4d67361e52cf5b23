import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
/** A button that stood on a page of an earlier session of the same person, and carries nothing else. */
const press = async (site: string) => {
  const browser = await app.signIn((await given.user(app.em)).email);
  return app.nest.inject({
    method: 'POST',
    url: '/account/sessions/end-others?step=2&_csrf=old',
    cookies: browser.cookies,
    payload: '_csrf=old',
    headers: { ...headers, 'sec-fetch-site': site },
  });
};

it('a button of a page that is out of date can be pressed again where it stood, and the page says that nothing was done', async () => {
  const answer = await press('same-origin');
  expect(answer.statusCode).toBe(403);
  const html = answer.body.replaceAll('&#x3D;', '=');
  expect(html).toContain('Вы нажали кнопку');
  expect(html).toContain('<form method="post" action="/account/sessions/end-others?step=2">');
  expect(html).not.toContain('_csrf=old');
});

it('what another site may have sent is not offered to be pressed', async () => {
  expect((await press('cross-site')).body).not.toContain('Вы нажали кнопку');
});
