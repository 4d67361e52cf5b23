import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { runCommand } from '../../scripts/program.mjs';
import { workerDatabase } from '../support/database.js';
import { runProgram } from '../support/program.js';

const people = 500;
const secret = 'test-secret-test-secret-test-secret';

/** A mail server that notes who got which Message-ID, at the pace of a real one. */
async function mailServer() {
  const taken: { to: string; messageId: string }[] = [];
  const take = async (stream: Parameters<typeof simpleParser>[0], to: string) => {
    const mail = await simpleParser(stream);
    await new Promise((resolve) => setTimeout(resolve, 10));
    taken.push({ to, messageId: mail.messageId! });
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      // oxlint-disable-next-line promise/no-callback-in-promise -- the server's interface wants a callback
      void take(stream, session.envelope.rcptTo[0]!.address).then(() => done(), done);
    },
  });
  // The killed worker's connections are reset: the server says so and goes on.
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET') throw error;
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { taken, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

async function until(isSo: () => Promise<boolean> | boolean, seconds: number): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${seconds} s in vain`);
}

test('a worker killed while five hundred mails go out costs nobody a mail and gives nobody a second one', async () => {
  const url = await workerDatabase('crash');
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const smtp = await mailServer();
  const env = { DATABASE_URL: url, SMTP_URL: smtp.url, LAUREAT_SECRET: secret, LOG_LEVEL: 'error', NODE_ENV: 'test' };
  const count = async (where: string) =>
    Number((await db.query(`SELECT count(*) FROM delivery WHERE ${where}`)).rows[0].count);
  try {
    await db.query(
      `WITH c AS (INSERT INTO cycle (id, year, title, state, note, created_at, announced_at)
                  VALUES (gen_random_uuid(), 2026, 'Конкурс', 'announced', '', now(), now()) RETURNING id),
            s AS (INSERT INTO stage (id, cycle_id, kind, title, position, opens_at, closes_at)
                  SELECT gen_random_uuid(), id, 'intake', 'Приём', 1, now() - interval '1 day', now() + interval '9 days' FROM c
                  RETURNING id, cycle_id),
            u AS (INSERT INTO user_account (id, email, name, created_at)
                  SELECT gen_random_uuid(), 'person' || n || '@example.org', 'Иванов Иван ' || n, now()
                    FROM generate_series(1, ${people}) n RETURNING id),
            g AS (INSERT INTO role_grant (id, user_id, role, cycle_id, granted_at)
                  SELECT gen_random_uuid(), u.id, 'organizer', c.id, now() FROM u, c)
       INSERT INTO outbox_message (id, type, payload, created_at)
       SELECT gen_random_uuid(), 'stage.opened', jsonb_build_object('stageId', s.id, 'noticeKind', 'opens'), now() FROM s`,
    );
    const first = await runProgram({ ...env, ROLE: 'worker' });
    await until(() => smtp.taken.length > people / 5, 60);
    await first.kill();
    expect(await count("state = 'sent'")).toBeLessThan(people);

    // What was on its way waits two minutes before it goes again; here those minutes have passed.
    await db.query("UPDATE delivery SET started_at = started_at - interval '3 minutes' WHERE state = 'sending'");
    const second = await runProgram({ ...env, ROLE: 'worker' });
    await runCommand(['mail', 'redrive'], { ...process.env, ...env });
    await until(async () => (await count("state = 'sent'")) === people, 150);
    await second.stop();

    expect(await count('true')).toBe(people);
    const byPerson = new Map<string, Set<string>>();
    for (const { to, messageId } of smtp.taken) byPerson.set(to, (byPerson.get(to) ?? new Set()).add(messageId));
    expect(byPerson.size).toBe(people);
    expect([...byPerson].filter(([, ids]) => ids.size !== 1)).toEqual([]);
  } finally {
    await db.end();
    await smtp.close();
  }
}, 300_000);
