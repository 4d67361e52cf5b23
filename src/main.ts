import { loadConfig } from './platform/config.js';
import { Readiness } from './platform/operations/readiness.js';
import { ServiceMinutes } from './platform/operations/service-minutes.js';
import { createApp, startWork } from './start.js';

const config = loadConfig();
const app = await createApp(config);
app.enableShutdownHooks([], { useProcessExit: true });
await app.get(Readiness).mustBeCurrent();
if (config.role !== 'web') await startWork(app);
// A worker serves too: health and metrics are asked of every process.
await app.listen(config.port, config.host);
app.get(ServiceMinutes).start();
