import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { listen, open } from '../../../support/socket.js';

let app: TestApp;
let port: number;
let cookie: string;
let token: string;
let cycleId: string;

beforeAll(async () => {
  app = await startApp({ env: { REQUEST_SECONDS: '1', UPLOAD_SECONDS: '60' } });
  const year = await given.cycle(app.em);
  cycleId = year.cycle.id;
  const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId }] });
  const browser = await app.signIn(organizer.email);
  token = /name="_csrf" value="([^"]+)"/.exec((await browser.get(`/cycles/${cycleId}/import`)).body)![1]!;
  cookie = Object.entries(browser.cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  port = await listen(app);
});
afterAll(() => app.close());

/** Sends a sign now and then until the other side is tired of it; how long that took, and what it said. */
async function trickle(begin: string, sign: string): Promise<{ seconds: number; said: string }> {
  const { socket, answer } = await open(port);
  const startedAt = performance.now();
  socket.write(begin);
  const drip = setInterval(() => socket.write(sign), 100);
  try {
    return { said: await answer, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    clearInterval(drip);
  }
}

it.each([
  ['headers', 'GET /practices HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'a'],
  [
    'a JSON body',
    'POST /api/v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n',
    ' ',
  ],
  [
    'a form',
    'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n',
    'a',
  ],
  [
    'a body in chunks',
    'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n',
    '1\r\na\r\n',
  ],
])('%s that trickle in end within the bound', async (_what, begin, sign) => {
  const { seconds, said } = await trickle(begin, sign);
  expect(said).toMatch(/^HTTP\/1\.1 408 /);
  expect(seconds).toBeLessThan(5);
});

it('a file may take its time', async () => {
  const { socket, answer } = await open(port);
  const text = 'number,title\n1,Школа\n';
  const body = Buffer.from(
    `--b\r\nContent-Disposition: form-data; name="file"; filename="заявки.csv"\r\n\r\n${text}\r\n--b--\r\n`,
  );
  socket.write(
    `POST /cycles/${cycleId}/import?kind=entries&_csrf=${encodeURIComponent(token)} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n` +
      `Connection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  const pieces = 20;
  for (let at = 0; at < pieces; at += 1) {
    socket.write(body.subarray(Math.floor((at * body.length) / pieces), Math.floor(((at + 1) * body.length) / pieces)));
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(await answer).toMatch(/^HTTP\/1\.1 303 /);
});
