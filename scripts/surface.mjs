// `node scripts/surface.mjs FILE`: writes what programs rely on, as text that can be compared before and after a change: every
// route with its methods, and the API document with its keys in order. Builds first, and brings its own empty database.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase } from './database.mjs';
import { runCommand } from './program.mjs';
import { ensureBuilt, ensureInstalled, inRoot } from './project.mjs';
import { startPostgres } from './services.mjs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/surface.mjs FILE');
  process.exit(2);
}

/**
 * The routes of the router's tree, a line each, in the order of the alphabet. Where several controllers share a part of a path
 * its name is one of theirs by chance: the place alone counts.
 */
function routesOf(tree) {
  const parts = [];
  const routes = [];
  for (const line of tree.split('\n')) {
    const found = /^([│ ]*)[├└]── (\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!found) continue;
    parts.length = found[1].length / 4;
    parts.push(found[2].replace(/:[A-Za-z|:]+/g, ':'));
    if (found[3]) routes.push(`${parts.join('').replace(/\/{2,}/g, '/')} ${found[3]}`);
  }
  return routes.sort().join('\n');
}

const inOrder = (value) =>
  Array.isArray(value)
    ? value.map(inOrder)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((key) => [key, inOrder(value[key])]),
        )
      : value;

await ensureInstalled();
await ensureBuilt();
const postgres = await startPostgres();
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-surface-'));
try {
  await createDatabase(postgres.url, 'laureat');
  const env = {
    ...process.env,
    DATABASE_URL: postgres.urlOf('laureat'),
    LAUREAT_DATA: data,
    LAUREAT_SECRET: 'surface-secret-surface-secret-surface-secret',
    LOG_LEVEL: 'error',
  };
  await runCommand(['migrate'], env);
  const { loadConfig } = await import(inRoot('dist/platform/config.js'));
  const { createApp } = await import(inRoot('dist/start.js'));
  const app = await createApp(loadConfig(env));
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  const routes = routesOf(fastify.printRoutes({ commonPrefix: false }));
  const { body } = await fastify.inject({ method: 'GET', url: '/api/openapi.json' });
  fs.writeFileSync(file, `${routes}\n${JSON.stringify(inOrder(JSON.parse(body)), null, 1)}\n`);
  await app.close();
} finally {
  await postgres.stop();
  fs.rmSync(data, { recursive: true, force: true });
}
