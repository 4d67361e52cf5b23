// Once per run, and only when medium or e2e tests are to run: the built program, PostgreSQL, Redis, and a migrated
// database that every worker copies. What the machine lacks is named in TEST_MISSING; tests that need it skip.
import { findChromium } from '../../scripts/browser.mjs';
import { createDatabase, withClient } from '../../scripts/database.mjs';
import { runCommand } from '../../scripts/program.mjs';
import { ensureBuilt } from '../../scripts/project.mjs';
import { findRedis, startPostgres, startRedis } from '../../scripts/services.mjs';

const TEMPLATE = 'laureat_template';

export default async function setUp() {
  await ensureBuilt();
  const [postgres, redis] = await Promise.all([startPostgres(), findRedis() ? startRedis() : undefined]);
  globalThis.testServices = [postgres, redis].filter(Boolean);
  await makeTemplate(postgres);

  process.env.TEST_DATABASE_ADMIN_URL = postgres.url;
  process.env.TEST_TEMPLATE = TEMPLATE;
  process.env.TEST_REDIS_URL = redis?.url ?? '';
  process.env.TEST_CHROMIUM = findChromium() ?? '';
  process.env.TEST_MISSING = [
    !redis && 'tests with Redis (no redis-server)',
    !findChromium() && 'tests in a browser (no chromium)',
  ]
    .filter(Boolean)
    .join(', ');
}

async function makeTemplate(postgres) {
  await createDatabase(postgres.url, TEMPLATE);
  const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: postgres.urlOf(TEMPLATE) };
  env.LAUREAT_SECRET ??= 'test-secret-test-secret-test-secret';
  await runCommand(['migrate'], env);
  await runCommand(['reference'], env);
  // A database to which somebody is connected cannot be copied.
  await withClient(postgres.url, (client) =>
    client.query(`alter database ${TEMPLATE} allow_connections false is_template true`),
  );
}
