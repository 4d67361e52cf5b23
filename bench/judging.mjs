import { cpuSeconds, signIn, spread } from './support/contest.mjs';

export const name = 'judging';
export const needsServer = true;

const clients = 8;
const perClient = 40;
const rounds = 20;

/** Experts submit score sheets by the form of the desk, 8 at a time; the queue page with 200 entries, one after another. */
export async function run({ baseUrl, figure, command }) {
  const { jury } = await command('bench-data', '--entries', '200', '--jury', String(clients));
  const desks = [];
  for (const expert of jury.experts) desks.push(await openDesk(baseUrl, await signIn(baseUrl, expert), expert));
  const before = await cpuSeconds(baseUrl);
  const times = [];
  const startedAt = performance.now();
  await Promise.all(
    jury.experts.map(async ({ assignments }, client) => {
      for (const id of assignments.slice(0, perClient)) {
        const sentAt = performance.now();
        await submit(`${baseUrl}/judging/desk/${id}`, { ...desks[client], criteria: jury.criteria });
        times.push(performance.now() - sentAt);
      }
    }),
  );
  const count = clients * perClient;
  const { median, p95 } = spread(times);
  figure('sheets per second', '1/s', count / ((performance.now() - startedAt) / 1000));
  figure('CPU of the program per sheet', 'ms', ((await cpuSeconds(baseUrl)) - before) * (1000 / count));
  figure('answer, median', 'ms', median);
  figure('answer, 95 of 100 below', 'ms', p95);
  const [expert] = jury.experts;
  figure('queue of 200 entries', 'ms', spread(await page(`${baseUrl}/judging/${expert.id}`, desks[0].cookie)).median);
  figure(
    'desk',
    'ms',
    spread(await page(`${baseUrl}/judging/desk/${expert.assignments.at(-1)}`, desks[0].cookie)).median,
  );
  figure('finish', 'ms', spread(await page(`${baseUrl}/judging/${expert.id}/finish`, desks[0].cookie)).median);
}

/** The token of the desk's form with the cookies that belong to it. */
async function openDesk(baseUrl, session, { assignments }) {
  const response = await fetch(`${baseUrl}/judging/desk/${assignments[0]}`, {
    headers: { cookie: session, accept: 'text/html' },
  });
  const secret = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return {
    cookie: [session, ...secret].join('; '),
    csrf: /name="_csrf" value="([^"]+)"/.exec(await response.text())[1],
  };
}

async function submit(url, { cookie, csrf, criteria }) {
  const body = new URLSearchParams({ _csrf: csrf, version: '0', verb: 'submit', note: '' });
  for (const [index, id] of criteria.entries()) {
    body.set(`score-${id}`, String(5 + (index % 4)));
    body.set(`remark-${id}`, 'Показатели подтверждены документами, но нет сравнения с соседями.');
  }
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    body,
  });
  if (response.status !== 303) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}

async function page(url, cookie) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const response = await fetch(url, { headers: { cookie, accept: 'text/html' } });
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
    await response.text();
    times.push(performance.now() - startedAt);
  }
  return times;
}
