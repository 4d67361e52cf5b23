import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../../scripts/program.mjs';
import { startPostgres } from '../../../../scripts/services.mjs';
import { startApp, testSecret } from '../../../support/app.js';
import { given } from '../../../support/given.js';

test('While the database is away everybody is told so, in both languages, with when to come back; then all goes on', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'laureat-away-'));
  let postgres = await startPostgres({ dir, durable: true });
  const url = postgres.urlOf('postgres');
  await runCommand(['migrate'], { ...process.env, NODE_ENV: 'test', LAUREAT_SECRET: testSecret, DATABASE_URL: url });
  const app = await startApp({ env: { DATABASE_URL: url } });
  try {
    const user = await given.user(app.em);
    const browser = await app.signIn(user.email);
    const page = () => browser.get('/submissions');
    expect((await page()).statusCode).toBe(200);

    await postgres.stopAtOnce();
    const answers = [
      await page(),
      await browser.api('GET', 'submissions'),
      await browser.post('/sign-in', { email: 'a@b.ru' }),
    ];
    for (const answer of answers) expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '10']);
    expect(answers[0]!.body).toContain('Сейчас сохранить нельзя');
    expect(answers[1]!.json()).toMatchObject({ code: 'unavailable', status: 503 });
    const ready = await app.guest().get('/health/ready');
    expect([ready.statusCode, ready.json<{ database: boolean }>().database]).toEqual([503, false]);
    expect(ready.body).not.toMatch(/ECONN|127\.0\.0\.1|\.s\.PGSQL/);

    const port = Number(new URL(url).port);
    postgres = await startPostgres({ dir, port, durable: true });
    expect((await page()).statusCode).toBe(200);
  } finally {
    await app.nest.close();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
