import { retentions, sweepOld } from '../../../src/admin/retention.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());

const counts = async () =>
  Object.fromEntries(
    await Promise.all(
      retentions.map(async ({ table }) => [
        table,
        (await app.em.query(`SELECT count(*)::int AS n FROM ${table}`))[0].n as number,
      ]),
    ),
  );

/** A day of the machinery's life: so many rows of each kind, as use leaves them. */
async function live(day: Date, userId: string, entryId: string): Promise<void> {
  await app.em.query(
    `WITH m AS (INSERT INTO outbox_message (id, type, payload, created_at, dispatched_at)
                SELECT gen_random_uuid(), 'stage.opened', '{}', $1, $1 FROM generate_series(1, 5) RETURNING id),
          d AS (INSERT INTO delivery (id, message_id, event, recipient, locale, subject, context, state, created_at, sent_at)
                SELECT gen_random_uuid(), id, 'stage.opened', 'a@example.org', 'ru', 'Приём открыт', '{}', 'sent', $1, $1 FROM m),
          s AS (INSERT INTO session (id, user_id, token_hash, address, device, created_at, seen_at, expires_at)
                SELECT gen_random_uuid(), $2, md5(random()::text) || md5(random()::text), '127.0.0.1', '', $1, $1,
                       $1::timestamptz + interval '14 days' FROM generate_series(1, 5)),
          t AS (INSERT INTO task (id, kind, state, input, created_at, finished_at)
                SELECT gen_random_uuid(), 'import.write', 'done', '{}', $1, $1 FROM generate_series(1, 2)),
          c AS (INSERT INTO captured_mail (id, at, recipient, subject, message_id, html, text)
                SELECT gen_random_uuid(), $1, 'a@example.org', '', gen_random_uuid()::text, '', '' FROM generate_series(1, 5)),
          k AS (INSERT INTO kept_text (user_id, form, copy_id, texts, saved_at)
                SELECT $2, 'form ' || gen_random_uuid(), 'x', '[]', $1 FROM generate_series(1, 2)),
          p AS (INSERT INTO submission_presence (submission_id, user_id, "window", seen_at)
                SELECT $3::uuid, $2, gen_random_uuid()::text, $1 FROM generate_series(1, 2)),
          f AS (INSERT INTO submission_field_past (submission_id, field, version, value, replaced_at)
                SELECT $3::uuid, 'title ' || gen_random_uuid(), 1, '""', $1 FROM generate_series(1, 2))
     INSERT INTO service_minute (minute, answered, failed) VALUES (date_trunc('minute', $1::timestamptz, 'UTC'), 1, 0)`,
    [day, userId, entryId],
  );
}

test('Over two simulated years the machinery leaves no more rows than its retention holds', async () => {
  const user = await given.user(app.em);
  const { id } = await given.submittedEntry(app.em, await given.cycle(app.em));
  const years: Record<string, number>[] = [];
  for (let day = 0; day < 900; day += 1) {
    await live(app.clock.now(), user.id, id);
    if (day % 10 === 0) await sweepOld(app.em, app.clock.now());
    if (day === 499 || day === 899) years.push(await counts());
    app.clock.advance(24 * 3600_000);
  }
  const [first, second] = years;
  // One sweep every ten days: the counts differ by what came since the last one.
  for (const [table, rows] of Object.entries(second!)) {
    expect([table, rows <= first![table]! + 50]).toEqual([table, true]);
    expect([table, rows > 0 || table === 'sign_in_link']).toEqual([table, true]);
  }
});

test('What still waits is never swept, however old', async () => {
  await app.em.query(
    `WITH m AS (INSERT INTO outbox_message (id, type, payload, created_at) SELECT gen_random_uuid(), 'stage.opened', '{}', '2020-01-01' RETURNING id)
     INSERT INTO delivery (id, message_id, event, recipient, locale, subject, context, state, created_at)
     SELECT gen_random_uuid(), id, 'stage.opened', 'b@example.org', 'ru', '', '{}', 'waiting', '2020-01-01' FROM m`,
  );
  await sweepOld(app.em, app.clock.now());
  expect(await app.em.query(`SELECT count(*)::int AS n FROM delivery WHERE state = 'waiting'`)).toEqual([{ n: 1 }]);
  await app.em.query(`DELETE FROM delivery WHERE state = 'waiting'`);
});
