import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Backend {
  baseUrl: string;
  isReady: boolean;
}

/**
 * A small proxy before several processes: each request goes to the next one that says it is ready, which is asked ten times a
 * second. It repeats nothing: what a process cuts is cut for the client.
 */
export async function roundRobin(baseUrls: readonly string[]) {
  const agent = new http.Agent({ keepAlive: true });
  let backends: Backend[] = baseUrls.map((baseUrl) => ({ baseUrl, isReady: true }));
  let turn = 0;

  const next = (): Backend | undefined => {
    const ready = backends.filter(({ isReady }) => isReady);
    turn += 1;
    return ready[turn % ready.length];
  };
  const server = http.createServer((request, response) => {
    const backend = next();
    if (!backend) return void response.writeHead(502).end();
    const { method, headers, url } = request;
    const passed = http.request(`${backend.baseUrl}${url}`, { method: method!, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  // One question at a time to each: an answer that comes late says nothing of now.
  const ask = async (backend: Backend): Promise<void> => {
    while (backends.includes(backend)) {
      backend.isReady = await fetch(`${backend.baseUrl}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      await sleep(100);
    }
  };
  for (const backend of backends) void ask(backend);

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** One process goes, another comes in its place. */
    replace(gone: string, come: string): void {
      const backend = { baseUrl: come, isReady: true };
      backends = [...backends.filter(({ baseUrl }) => baseUrl !== gone), backend];
      void ask(backend);
    },
    async close(): Promise<void> {
      backends = [];
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
