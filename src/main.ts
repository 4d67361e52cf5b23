import { holdsDemonstration } from './accounts/users/users.queries.js';
import { loadConfig } from './platform/config.js';
import { Database } from './platform/database/database.js';
import { Readiness } from './platform/operations/readiness.js';
import { ServiceMinutes } from './platform/operations/service-minutes.js';
import { createApp, startWork } from './start.js';

const config = loadConfig();
const app = await createApp(config);
app.enableShutdownHooks([], { useProcessExit: true });
await app.get(Readiness).mustBeCurrent();
if (config.role === 'web') app.get(Database).callOthers();
else await startWork(app);
// Who knows the passwords of the demonstration is on this machine, unless somebody says otherwise.
const isOpenToAll = config.production || !(await holdsDemonstration(app.get(Database).reader));
// A worker serves too: health and metrics are asked of every process.
await app.listen({
  port: config.port,
  host: config.host ?? (isOpenToAll ? '0.0.0.0' : 'localhost'),
  // Who waits to be let in; the 511 that Node asks for fill in a second of a rush, and the system then forgets who comes.
  backlog: 4096,
});
app.get(ServiceMinutes).start();
