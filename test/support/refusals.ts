import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Role } from '../../src/domain/kernel/actor.js';
import type { RefusalCode } from '../../src/domain/kernel/refusal.js';
import type { Locale } from '../../src/platform/web/i18n.js';
import { startApp, type Browser, type TestApp } from './app.js';
import { given, type GivenCycle } from './given.js';

type Answer = Awaited<ReturnType<Browser['get']>>;
/** Asks for the refusal once more, in a language. A refusal changes nothing, so that it may be asked for twice. */
export type Ask = (locale: Locale) => Promise<Answer>;
/** A page that shows itself again has what was typed in it. */
export type Case = [code: RefusalCode, how: string, arrange: () => Promise<Ask>, typed?: string[]];

const today = '2026-06-10T09:00:00Z';
/** A stage that is open today, and one that is not yet. */
export const open: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];
export const later: [string, string] = ['2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'];
export const typedReason = 'Причина, набранная 6172';

/** What the tables of refusals share; `useRefusals` starts the program for them. */
export let app: TestApp;
export function useRefusals(): void {
  beforeAll(async () => {
    app = await startApp({ now: today });
  });
  afterAll(() => app.close());
  beforeEach(() => app.clock.moveTo(today));
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export const api =
  (browser: Browser, method: Method, url: string, body?: object, headers: Record<string, string> = {}): Ask =>
  (locale) =>
    browser.api(method, url, body, { headers: { 'accept-language': locale, ...headers } });

export const form =
  (browser: Browser, url: string, fields: Record<string, string>): Ask =>
  (locale) => {
    browser.cookies['laureat_lang'] = locale;
    return browser.post(url, fields);
  };

export const upload =
  (browser: Browser, url: string, name: string, bytes: Buffer): Ask =>
  async (locale) => {
    browser.cookies['laureat_lang'] = locale;
    const token = /name="_csrf" value="([^"]+)"/.exec((await browser.get(url)).body)![1]!;
    return app.nest.inject({
      method: 'POST',
      url: `${url}&_csrf=${encodeURIComponent(token)}`,
      cookies: browser.cookies,
      headers: { accept: 'text/html', 'content-type': 'multipart/form-data; boundary=edge' },
      payload: Buffer.concat([
        Buffer.from(`--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
        bytes,
        Buffer.from('\r\n--edge--\r\n'),
      ]),
    });
  };

interface Scene extends GivenCycle {
  as: (role: Role) => Promise<Browser>;
}

/** A cycle of which every stage is open today. */
export async function scene(facts: Parameters<typeof given.cycle>[1] = {}): Promise<Scene> {
  const stages = { intake: open, screening: open, review: open, board: open, publication: open };
  const made = await given.cycle(app.em, { ...facts, stages: { ...stages, ...facts.stages } });
  const as = async (role: Role) =>
    app.signIn((await given.user(app.em, { roles: [{ role, cycleId: made.cycle.id }] })).email);
  return { ...made, as };
}

/** A person of an organisation, who may start an entry. */
export async function entrant(made: GivenCycle) {
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const browser = await app.signIn(user.email);
  const body = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: 'Практика' } };
  const start = async (answers: object = body.answers) => {
    const answer = await browser.api('POST', 'submissions', { ...body, answers });
    return { id: answer.json<{ id: string }>().id, etag: String(answer.headers.etag) };
  };
  return { organisation, user, browser, body, start };
}

/** An expert with an assignment and an empty sheet. */
export async function desk(facts: { declared?: boolean } = {}) {
  const made = await scene();
  const declared = facts.declared === false ? { conflictsDeclaredAt: null } : {};
  const expert = await given.expert(app.em, made, declared);
  const { id } = await given.assignment(app.em, expert, await given.submittedEntry(app.em, made));
  const [first, second] = made.criteria.map((criterion) => criterion.id) as [string, string];
  return { ...made, id, first, second, browser: await app.signIn(expert.user.email) };
}
