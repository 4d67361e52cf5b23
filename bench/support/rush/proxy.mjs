// The proxy before the web processes, as an installation has one: nginx where it is installed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, freePort } from '../../../scripts/services.mjs';

/** Taken from a proxy that sets it itself; see docs/operations.md. */
export const arrivalHeader = 'x-request-start';

const configuration = ({ home, port, upstreams }) => `
daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${home}/pid;
error_log ${home}/errors;
events { worker_connections 32768; multi_accept on; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
  upstream web {
    ${upstreams.map((upstream) => `server 127.0.0.1:${upstream} fail_timeout=2s;`).join(' ')}
    keepalive 512;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_read_timeout 180s;
      proxy_max_temp_file_size 0;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Request-Start "t=\${msec}";
    }
  }
}
`;

/** Null where there is no nginx: then the crowd comes to the processes themselves. */
export async function startProxy(home, upstreams) {
  const nginx = findProgram('nginx');
  if (!nginx) return null;
  fs.mkdirSync(home, { recursive: true });
  const port = await freePort();
  const file = path.join(home, 'nginx.conf');
  fs.writeFileSync(file, configuration({ home, port, upstreams }));
  const server = spawn(nginx, ['-c', file, '-e', path.join(home, 'errors')], { stdio: ['ignore', 2, 2] });
  const baseUrl = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${baseUrl}/health/live`).catch(() => null))) {
    if (server.exitCode !== null) throw new Error('nginx does not start');
    await sleep(100);
  }
  return { baseUrl, pid: server.pid, stop: () => void server.kill('SIGQUIT') };
}
