import { User } from '../../../../src/accounts/users/user.entity.js';
import { given } from '../../../support/given.js';
import { api, app, form, scene, type Case } from '../../../support/refusals.js';

const nobody = '00000000-0000-7000-8000-000000000000';

/** With scopes that a person may give to a program. */
export async function tokenOf(user: User, scopes: string): Promise<string> {
  const page = await (await app.signIn(user.email)).post('/account/tokens', { name: 'Ключ', scopes, days: '30' });
  return /id="token">([^<]+)</.exec(page.body)![1]!;
}

export const accounts: Case[] = [
  ['sign-in-required', 'a guest asks for entries', async () => api(app.guest(), 'GET', 'submissions')],
  [
    'credentials-wrong',
    'an unknown address signs in',
    async () => form(app.guest(), '/sign-in', { email: 'unknown@example.org', password: 'wrong wrong' }),
    ['unknown@example.org'],
  ],
  [
    'forbidden',
    'an expert looks at the jury',
    async () => {
      const made = await scene();
      return api(await made.as('expert'), 'GET', `cycles/${made.cycle.id}/experts`);
    },
  ],
  ['form-expired', 'a form with the token of another', async () => form(app.guest(), '/sign-in', { _csrf: 'other' })],
  [
    'throttled',
    'nine wrong passwords',
    async () => {
      const ask = form(app.guest(), '/sign-in', { email: 'many@example.org', password: 'wrong wrong' });
      for (let n = 0; n < 8; n += 1) await ask('ru');
      return ask;
    },
    ['many@example.org'],
  ],
  [
    'link-needed',
    'wrong passwords from fifty networks',
    async () => {
      const email = 'everywhere@example.org';
      for (let n = 0; n < 50; n += 1)
        await form(app.guest(`198.51.100.${n}`), '/sign-in', { email, password: 'wrong wrong' })('ru');
      return form(app.guest('192.0.2.77'), '/sign-in', { email, password: 'wrong wrong' });
    },
    ['everywhere@example.org'],
  ],
  ['link-expired', 'a link that nobody sent', async () => form(app.guest(), `/sign-in/link/${'x'.repeat(43)}`, {})],
  [
    'scope-missing',
    'a token that may only read',
    async () => {
      const token = await tokenOf(await given.user(app.em), 'submissions:read');
      return (locale) =>
        app.guest().api('POST', `submissions/${nobody}/submit`, undefined, {
          token,
          headers: { 'accept-language': locale },
        });
    },
  ],
];
