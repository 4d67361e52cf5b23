import { ErasureRequest } from '../../../../src/accounts/erasure/erasure-request.entity.js';
import { User } from '../../../../src/accounts/users/user.entity.js';
import { listHashOf } from '../../../../src/notifications/broadcasts/audience.queries.js';
import { given } from '../../../support/given.js';
import { api, app, form, scene, type Case } from '../../../support/refusals.js';

const nobody = '00000000-0000-7000-8000-000000000000';

/** With scopes that a person may give to a program. */
export async function tokenOf(user: User, scopes: string): Promise<string> {
  const page = await (await app.signIn(user.email)).post('/account/tokens', { name: 'Ключ', scopes, days: '30' });
  return /id="token">([^<]+)</.exec(page.body)![1]!;
}

export const accounts: Case[] = [
  [
    'duties-held',
    'who judges asks for erasure, and an administrator carries it out',
    async () => {
      const user = await given.user(app.em, { roles: [{ role: 'expert' }] });
      await (await app.signIn(user.email)).post('/account/erasure');
      const { id } = await app.em.findOneByOrFail(ErasureRequest, { userId: user.id });
      const admin = await app.signIn((await given.user(app.em, { roles: [{ role: 'admin' }] })).email);
      return form(admin, `/admin/erasures/${id}`, { verb: 'carry-out' });
    },
  ],
  [
    'nobody-to-write',
    'a letter to experts of a cycle without any',
    async () => {
      const made = await scene();
      const organizer = await made.as('organizer');
      const letter = { kind: 'experts', subject: 'Тема', body: 'Текст' };
      const path = (await organizer.post(`/cycles/${made.cycle.id}/broadcasts`, letter)).headers.location!;
      return form(organizer, `${path}/send`, { seen: listHashOf([], letter) });
    },
  ],
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
