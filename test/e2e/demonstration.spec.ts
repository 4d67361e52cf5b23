import { networkInterfaces } from 'node:os';
import pg from 'pg';
import { workerDatabase } from '../support/database.js';
import { runProgram } from '../support/program.js';

/** An address of this machine that others reach it by; none where it has no network. */
const [outer] = Object.values(networkInterfaces())
  .flat()
  .filter((one) => one && !one.internal && one.family === 'IPv4')
  .map((one) => one!.address);

const answersAt = (baseUrl: string, host: string) =>
  fetch(baseUrl.replace('127.0.0.1', host) + '/health/live').then(
    ({ status }) => status,
    () => 'no answer',
  );

it('the demonstration, whose passwords are known, listens on its own machine unless it is told otherwise', async () => {
  const url = await workerDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO user_account (id, email, name, created_at) VALUES (gen_random_uuid(), 'organizer@laureat.test', 'Показов Пётр', now())`,
  );
  await client.end();
  const demonstration = await runProgram({ DATABASE_URL: url });
  expect(await answersAt(demonstration.baseUrl, '127.0.0.1')).toBe(200);
  if (outer) expect(await answersAt(demonstration.baseUrl, outer)).toBe('no answer');
  await demonstration.stop();
  const told = await runProgram({ DATABASE_URL: url, HOST: '0.0.0.0' });
  if (outer) expect(await answersAt(told.baseUrl, outer)).toBe(200);
  await told.stop();
});
