import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { unreadMs } from '../../../../src/platform/http/reading-turn.js';

const workMs = 150;
const crowd = 6;

/** A thread of its own: it sends while the one that serves is busy. Connections are opened by a first round. */
const client = `
  const http = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const agent = new http.Agent({ keepAlive: true });
  const ask = (path) => new Promise((resolve, reject) => {
    http.get({ port: workerData.port, path, agent }, (response) => response.resume().once('end', resolve)).once('error', reject);
  });
  const all = (path) => Promise.all(Array.from({ length: workerData.crowd }, () => ask(path)));
  void all('/quick').then(() => all('/slow')).then(() => ask('/quick')).then(() => { agent.destroy(); parentPort.postMessage('done'); });
`;

it('who is read late by a busy process had come when it last looked', async () => {
  const late: { path: string; readAt: number; unread: number }[] = [];
  const server = http.createServer((request, response) => {
    const readAt = performance.now();
    late.push({ path: request.url!, readAt, unread: unreadMs(readAt) });
    if (request.url === '/slow') while (performance.now() - readAt < workMs);
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const worker = new Worker(client, { eval: true, workerData: { port, crowd } });
  await new Promise((resolve, reject) => void worker.once('message', resolve).once('error', reject));
  await new Promise((resolve) => void server.close(resolve));
  await worker.terminate();
  const slow = late.filter(({ path }) => path === '/slow');
  const spread = (instants: number[]) => Math.max(...instants) - Math.min(...instants);
  const read = spread(slow.map(({ readAt }) => readAt));
  expect(read).toBeGreaterThan(workMs * (crowd - 2));
  // One after another they were read; they had come together.
  expect(spread(slow.map(({ readAt, unread }) => readAt - unread))).toBeLessThan(read / 2);
  expect(late.at(-1)).toMatchObject({ path: '/quick' });
  expect(late.at(-1)!.unread).toBeLessThan(workMs * (crowd + 1));
});
