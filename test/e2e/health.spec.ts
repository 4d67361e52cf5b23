import { workerDatabase } from '../support/database.js';
import { runProgram } from '../support/program.js';

it('the built program says that it lives and serves, and goes when asked', async () => {
  const program = await runProgram({ DATABASE_URL: await workerDatabase() });
  const statuses = await Promise.all(
    ['/health/live', '/health/ready'].map(async (path) => (await fetch(program.baseUrl + path)).status),
  );
  expect(statuses).toEqual([200, 200]);
  expect(await program.stop()).toBe(0);
});
