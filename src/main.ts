import { loadConfig } from './platform/config.js';
import { createApp, startWork } from './start.js';

const config = loadConfig();
const app = await createApp(config);
app.enableShutdownHooks([], { useProcessExit: true });
if (config.role !== 'web') await startWork(app);
// A worker serves too: health and metrics are asked of every process.
await app.listen(config.port, config.host);
