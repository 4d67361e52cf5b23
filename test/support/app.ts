import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EntityManager } from 'typeorm';
import { findUserByEmail } from '../../src/accounts/users/users.queries.js';
import { checkInvariants } from '../../src/admin/invariants.js';
import { SignInService } from '../../src/accounts/sign-in/sign-in.service.js';
import { StoppedClock } from '../../src/platform/clock.js';
import { loadConfig } from '../../src/platform/config.js';
import { createLogger } from '../../src/platform/logger.js';
import { Database } from '../../src/platform/database/database.js';
import { sessionCookie } from '../../src/platform/http/session-cookie.js';
import { createApp } from '../../src/start.js';
import { workerDatabase } from './database.js';

export const testSecret = 'test-secret-test-secret-test-secret';

/** The program in this process, on a database of its own and under a clock that stands. */
export interface TestApp {
  nest: NestFastifyApplication;
  clock: StoppedClock;
  db: Database;
  em: EntityManager;
  databaseUrl: string;
  /** A browser without cookies, at the address that it says. */
  guest(address?: string): Browser;
  /** A browser of a person whose account exists. */
  signIn(email: string): Promise<Browser>;
  close(): Promise<void>;
}

/** Most of these tests run no background work, so that news and what follows from it may well be waiting. */
const onTheirWay = ['news-travels', 'divergence-follows-from-its-sheets'];

interface TestAppOptions {
  now?: string;
  /** Further environment: `REDIS_URL`, `SMTP_URL`, `LAUREAT_DEMO` … */
  env?: Record<string, string>;
  /** Another database of this file. */
  database?: string;
  /** Takes the lines of the log, all of them. */
  log?: string[];
  /** Invariants that these tests break on purpose; all others are checked when the program closes. */
  broken?: string[];
}

export async function startApp({
  now = '2026-06-10T09:00:00Z',
  env,
  database,
  log,
  broken = [],
}: TestAppOptions = {}): Promise<TestApp> {
  const databaseUrl = await workerDatabase(database);
  const clock = new StoppedClock(new Date(now));
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    DATABASE_URL: databaseUrl,
    LAUREAT_SECRET: testSecret,
    PUBLIC_URL: 'https://contest.example',
    LAUREAT_DATA: `${process.env['TMPDIR'] ?? '/tmp'}/laureat-test-${process.pid}`,
    ...env,
  });
  const logger = log && createLogger('trace', { write: (line) => void log.push(line) });
  const nest = await createApp(config, clock, logger);
  await nest.init();
  await nest.getHttpAdapter().getInstance().ready();
  const db = nest.get(Database);
  return {
    nest,
    clock,
    db,
    em: db.reader,
    databaseUrl,
    guest: (address) => new Browser(nest, {}, address),
    async signIn(email) {
      const user = await findUserByEmail(db.reader, email);
      if (!user) throw new Error(`no account ${email}`);
      const sender = { address: '127.0.0.1', device: 'test' };
      const { token } = await nest.get(SignInService).open(user, sender, 'password');
      return new Browser(nest, { [sessionCookie]: token });
    },
    async close() {
      const { results } = await checkInvariants(db.reader, clock.now());
      await nest.close();
      const faults = results.filter(({ ok, name }) => !ok && !onTheirWay.includes(name) && !broken.includes(name));
      const lines = faults.map(({ name, offenders }) => `${name}: ${offenders.join(', ')}`);
      if (lines.length > 0) throw new Error(`what must always hold does not:\n${lines.join('\n')}`);
    },
  };
}

type Answer = Awaited<ReturnType<NestFastifyApplication['inject']>>;

interface SendOptions {
  headers?: Record<string, string>;
  /** An API token: the request is a program's, without cookies. */
  token?: string;
}

/** Keeps cookies and the forms' token as a browser does. */
export class Browser {
  private csrf: string | null = null;
  private presses = 0;

  constructor(
    private readonly nest: NestFastifyApplication,
    readonly cookies: Record<string, string> = {},
    private readonly address = '127.0.0.1',
  ) {}

  async get(url: string, options: SendOptions = {}): Promise<Answer> {
    return this.send('GET', url, undefined, options);
  }

  /** Sends a form, as one that was rendered anew: pressed again as it stands it would be the same press. `_csrf` says which it is. */
  async post(url: string, fields: Record<string, string | string[]> = {}): Promise<Answer> {
    const body = new URLSearchParams();
    this.presses += 1;
    const press = fields['_csrf'] ? {} : { _press: String(this.presses), _csrf: await this.formToken() };
    for (const [name, value] of Object.entries({ ...fields, ...press }))
      for (const one of [value].flat()) body.append(name, one);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send('POST', url, body.toString(), { headers });
  }

  /** Sends a form with one file. */
  async upload(url: string, file: { name: string; text: string }): Promise<Answer> {
    const part = (disposition: string, content: string): string =>
      `--edge\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
    const body = `${part(`name="file"; filename="${file.name}"`, file.text)}--edge--\r\n`;
    return this.send('POST', `${url}?_csrf=${await this.formToken()}`, body, {
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    });
  }

  /** Asks the programming interface; with a token as a program, without one as this person. */
  async api(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    options: SendOptions = {},
  ) {
    const forgery: Record<string, string> =
      options.token || method === 'GET' ? {} : { 'x-csrf-token': await this.formToken() };
    const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    const headers: Record<string, string> = { accept: 'application/json', ...type, ...forgery, ...options.headers };
    return this.send(method, `/api/v1/${url}`, body && JSON.stringify(body), { ...options, headers });
  }

  private async send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload: string | undefined,
    { headers, token }: SendOptions,
  ): Promise<Answer> {
    const answer = await this.nest.inject({
      method,
      url,
      remoteAddress: this.address,
      headers: {
        accept: 'text/html',
        'accept-language': 'ru',
        ...headers,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(!token && { cookies: this.cookies }),
      ...(payload !== undefined && { payload }),
    });
    for (const { name, value } of answer.cookies) {
      // The token of a form holds for its session: after signing in or out the next form is asked for anew.
      if (name === sessionCookie) this.csrf = null;
      if (value) this.cookies[name] = value;
      else delete this.cookies[name];
    }
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.csrf;
    return answer;
  }

  private async formToken(): Promise<string> {
    if (!this.csrf) await this.get('/sign-in');
    return this.csrf!;
  }
}
