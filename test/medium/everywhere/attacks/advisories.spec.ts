import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { RoleInvitationsService } from '../../../../src/accounts/role-invitations/role-invitations.service.js';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { Files } from '../../../../src/platform/files/files.js';
import { newId } from '../../../../src/platform/ids.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';
import { plantedContest, secrets, type Planted, type Who } from '../../../support/planted-contest.js';

let app: TestApp;
let planted: Planted;
beforeAll(async () => {
  app = await startApp();
  planted = await plantedContest(app);
});
afterAll(() => app.close());

const as = (who: Exclude<Who, 'guest'>): Promise<Browser> => app.signIn(planted.emails[who]);
/** A page without what tells of the visit: tokens of forms, and the address and the words that were sent. */
const plain = (body: string): string =>
  body.replaceAll(/value="[^"]*"|href="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}|nonce-[\w+/=-]+|"instance":"[^"]*"/g, '');

/** What was broken elsewhere, and what is tried here. */
interface Attack {
  source: string;
  broken: string;
  cannot: () => Promise<void>;
}

const attacks: Attack[] = [
  {
    source: 'HotCRP GHSA-x3g6-4c5h-7p29',
    broken: 'a search found the entries that an anonymous commenter had commented on',
    async cannot() {
      const words = (name: string) => `/cycles/${planted.year.cycle.id}/register.csv?q=${encodeURIComponent(name)}`;
      const organizer = await as('organizer');
      expect((await organizer.get(words(secrets.title))).body).toContain(secrets.title);
      for (const name of [secrets.expert, secrets.remark, secrets.note])
        expect((await organizer.get(words(name))).body).not.toContain(secrets.title);
    },
  },
  {
    source: 'HotCRP GHSA-v8jx-vq6p-jq52',
    broken: 'a reviewer gained what only an author may do',
    async cannot() {
      const { entry } = planted;
      const before = await app.em.findOneByOrFail(Submission, { id: entry.id });
      const expert = await as('expert author');
      for (const verb of ['edit', 'submit', 'withdraw', 'relations', 'appeal'])
        expect(
          (await expert.post(`/submissions/${entry.id}/${verb}`, { reason: 'Да', title: 'Иначе' })).statusCode,
        ).toBe(404);
      expect((await expert.get(`/submissions/${entry.id}`)).statusCode).toBe(404);
      expect(await app.em.findOneByOrFail(Submission, { id: entry.id })).toEqual(before);
    },
  },
  {
    source: 'HotCRP GHSA-vh3x-xwj4-jvqx',
    broken: 'an author downloaded the documents of other entries',
    async cannot() {
      const file = `/submissions/${planted.entry.id}/files/${(await attached(planted.entry.id)).id}`;
      expect((await (await as('member')).get(file)).body).toContain('росомаха-вложение');
      for (const who of [
        'other member',
        'other coordinator',
        'last organizer',
        'conflicted organizer',
        'expert idle',
      ] as const)
        expect([who, (await (await as(who)).get(file)).statusCode]).toEqual([who, 404]);
      expect((await app.guest().get(file)).body).not.toContain('росомаха-вложение');
      const own = `/submissions/${planted.second.id}/files/${file.split('/').at(-1)}`;
      expect((await (await as('other member')).get(own)).statusCode).toBe(404);
    },
  },
  {
    source: 'HotCRP GHSA-p88p-2f2p-2476',
    broken: 'an uploaded page was shown in the site and ran its script',
    async cannot() {
      const page = Readable.from([Buffer.from('<!doctype html><script>alert(1)</script>')]);
      const upload = { name: 'page.pdf', bytes: page, allowed: ['application/pdf'], maxBytes: 1000 };
      await expect(app.nest.get(Files).receive(upload, systemActor)).rejects.toMatchObject({
        code: 'file-type-not-allowed',
      });
      const { id } = await attached(planted.entry.id);
      const { headers } = await (await as('member')).get(`/submissions/${planted.entry.id}/files/${id}`);
      expect(String(headers['content-disposition'])).toMatch(/^attachment/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  },
  {
    source: 'HotCRP GHSA-hpqh-j6qx-x57h',
    broken: 'a title began a formula in an exported table',
    async cannot() {
      const title = '=HYPERLINK("http://evil.example")';
      await given.submittedEntry(app.em, planted.year, { title });
      const { body } = await (await as('organizer')).get(`/cycles/${planted.year.cycle.id}/register.csv`);
      expect(body).toContain(`'=HYPERLINK`);
      expect(body).not.toMatch(/(^|[;,"\t])=HYPERLINK/m);
    },
  },
  {
    source: 'HotCRP GHSA-fr3q-pp37-9wcg',
    broken: 'authors told from an answer whether something had been decided about their entry',
    async cannot() {
      const answerTo = async (who: 'member' | 'other member', { id, title, registerNumber }: Submission) => {
        const browser = await as(who);
        const answers = [
          await browser.get(`/submissions/${id}/result`),
          await browser.api('GET', `submissions/${id}/result`),
        ];
        return answers.map(({ statusCode, body }) => [
          statusCode,
          plain(body).replaceAll(title, '').replaceAll(registerNumber!, ''),
        ]);
      };
      const [chosen, passed] = [
        await answerTo('member', planted.entry),
        await answerTo('other member', planted.second),
      ];
      expect(chosen.map(([status]) => status)).toEqual(passed.map(([status]) => status));
      expect(chosen[1]).toEqual(passed[1]);
    },
  },
  {
    source: 'HotCRP GHSA-pwrf, GHSA-4v58',
    broken: 'searches, errors and the interface for programs told of what was hidden',
    async cannot() {
      const organizer = await as('conflicted organizer');
      const unknown = newId();
      for (const door of ['submissions/', `submissions/X/result`]) {
        const address = (id: string) => (door.includes('X') ? door.replace('X', id) : door + id);
        const [hidden, none] = [
          await organizer.api('GET', address(planted.entry.id)),
          await organizer.api('GET', address(unknown)),
        ];
        expect([hidden.statusCode, plain(hidden.body)]).toEqual([none.statusCode, plain(none.body)]);
      }
      const list = `submissions?cycleId=${planted.year.cycle.id}&q=`;
      const found = async (words: string) =>
        (await organizer.api('GET', list + encodeURIComponent(words))).json<{ items: { id: string }[] }>();
      for (const words of [secrets.title, planted.entry.registerNumber!])
        expect(((await found(words)).items ?? []).map(({ id }) => id)).not.toContain(planted.entry.id);
    },
  },
  {
    source: 'pretalx 2026.1',
    broken: 'a name carried markup and headers into letters',
    async cannot() {
      const name = 'Анна\r\nBcc: all@example.org [сюда](http://evil.example) <img src=x>';
      const input = { email: 'marked@example.org', name, role: 'auditor' as const };
      const { id } = await app.nest.get(RoleInvitationsService).invite(systemActor, input);
      const message = (await app.em.findBy(OutboxMessage, { type: 'invitation.sent' })).find(
        ({ payload }) => payload['invitationId'] === id,
      );
      await announce(app, message!.id);
      const letter = await app.em.findOneByOrFail(Delivery, { messageId: message!.id });
      expect(letter.subject).not.toMatch(/[\r\n]|Bcc/);
      const shown = await (await as('admin')).get(`/admin/mail/${letter.id}/html`);
      expect(shown.statusCode).toBe(200);
      expect(shown.body).not.toContain('<img src=x');
      expect(shown.body).not.toContain('href="http://evil.example');
    },
  },
  {
    source: 'pretalx (rate limit)',
    broken: 'whoever changed X-Forwarded-For was not counted',
    async cannot() {
      const user = await given.user(app.em, { password: 'a phrase of several words' });
      const statuses: number[] = [];
      for (let n = 0; n < 9; n += 1) {
        const guest = app.guest();
        const csrf = /name="_csrf" value="([^"]+)"/.exec((await guest.get('/sign-in')).body)![1]!;
        const { statusCode } = await app.nest.inject({
          method: 'POST',
          url: '/sign-in',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-forwarded-for': `10.0.0.${n}`,
            accept: 'text/html',
          },
          cookies: guest.cookies,
          payload: new URLSearchParams({ _csrf: csrf, email: user.email, password: 'not this phrase' }).toString(),
        });
        statuses.push(statusCode);
      }
      expect(statuses.at(-1)).toBe(429);
      const addresses = await app.em.query("SELECT key FROM throttle WHERE key LIKE 'sign-in address 10.%'");
      expect(addresses).toEqual([]);
    },
  },
  {
    source: 'pretalx (tokens)',
    broken: 'a token of one event read other events',
    async cannot() {
      const organizer = await as('organizer');
      const page = await organizer.post('/account/tokens', { name: 'Выгрузка', scopes: 'results:read', days: '30' });
      const token = /id="token">([^<]+)</.exec(page.body)![1]!;
      const ask = async (address: string) => (await app.guest().api('GET', address, undefined, { token })).statusCode;
      expect(await ask(`cycles/${planted.year.cycle.id}/awards`)).toBe(200);
      expect([403, 404]).toContain(await ask(`cycles/${planted.last.cycle.id}/protocols`));
      expect(await ask(`submissions/${planted.entry.id}`)).toBe(403);
      expect((await app.guest().get('/account/tokens', { token })).statusCode).toBe(303);
      const unseen = await given.cycle(app.em, { state: 'draft', announcedAt: null });
      const drafter = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: unseen.cycle.id }] });
      const door = `cycles/${unseen.cycle.id}`;
      const browser = await app.signIn(drafter.email);
      expect((await browser.api('GET', door)).statusCode).toBe(200);
      const narrow = await browser.post('/account/tokens', { name: 'Выгрузка', scopes: 'results:read', days: '30' });
      const other = /id="token">([^<]+)</.exec(narrow.body)![1]!;
      expect((await app.guest().api('GET', door, undefined, { token: other })).statusCode).toBe(404);
    },
  },
  {
    source: 'pretalx (search and preview)',
    broken: 'what was searched for, or typed, ran in the page',
    async cannot() {
      const script = '<script>alert(1)</script>';
      const asked = encodeURIComponent(script);
      const organizer = await as('organizer');
      for (const page of [
        `/cycles/${planted.year.cycle.id}/register?q=${asked}`,
        `/practices?q=${asked}`,
        `/results/${asked}`,
      ]) {
        const { body, headers } = await organizer.get(page);
        expect([page, body.includes(script)]).toEqual([page, false]);
        expect(String(headers['content-security-policy'])).toContain("script-src 'self'");
      }
    },
  },
  {
    source: 'OpenReview, 27 November 2025',
    broken: 'a filter of a list of profiles named the reviewers to anybody',
    async cannot() {
      const { id } = planted.year.cycle;
      const doors = [
        `cycles/${id}/experts`,
        'users',
        `users?q=${secrets.expert}`,
        `role-grants?userId=${newId()}`,
        `cycles/${id}/sheets`,
        'evaluations',
        `evaluations?cycleId=${id}`,
        `cycles/${id}/assignment-plans`,
        `submissions?cycleId=${id}&q=${secrets.expert}`,
      ];
      for (const who of [
        'member',
        'other member',
        'coordinator',
        'expert scoring',
        'expert recused',
        'last organizer',
        'body member',
      ] as const) {
        const browser = await as(who);
        for (const door of doors.map(encodeURI))
          expect([who, door, (await browser.api('GET', door)).body.includes(secrets.expert)]).toEqual([
            who,
            door,
            false,
          ]);
      }
      expect((await (await as('organizer')).api('GET', doors[0]!)).body).toContain(secrets.expert);
    },
  },
];

describe('what was broken elsewhere', () => {
  it.each(attacks.map(({ source, broken, cannot }) => [source, broken, cannot] as const))(
    '%s: %s; here it is not so',
    async (_source, _broken, cannot) => cannot(),
  );
});

/** A file that belongs to an entry. */
async function attached(submissionId: string): Promise<Attachment> {
  const known = await app.em.findOneBy(Attachment, { submissionId });
  if (known) return known;
  const bytes = Readable.from([Buffer.from('росомаха-вложение')]);
  const file = await app.nest
    .get(Files)
    .receive({ name: 'smeta.txt', bytes, allowed: ['text/plain'], maxBytes: 1000 }, systemActor);
  const attachment = Object.assign(new Attachment(), {
    id: newId(),
    submissionId,
    field: 'files',
    fileId: file.id,
    createdAt: app.clock.now(),
    removedAt: null,
  });
  await app.em.insert(Attachment, attachment);
  return attachment;
}
