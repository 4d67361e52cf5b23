import { randomUUID } from 'node:crypto';
import { contest, cpuSeconds, spread } from './support/contest.mjs';

export const name = 'submissions';
export const needsServer = true;

const clients = 8;
const perClient = 50;
const paragraph = 'Практика даёт измеримый результат, и её можно повторить в другом регионе. ';

/** Creates and submits entries with 3 KB of answers in all nominations through the API, 8 clients at a time. */
export async function run({ baseUrl, figure, ...context }) {
  const { token, nominationIds, organisationIds, answers } = await contest(context);
  const before = await cpuSeconds(baseUrl);
  const times = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let index = 0; index < perClient; index += 1) {
        const number = client * perClient + index;
        const organisationId = organisationIds[number % organisationIds.length];
        const nominationId = nominationIds[number % nominationIds.length];
        const sentAt = performance.now();
        await submit({ baseUrl, token, nominationId, organisationId, answers });
        times.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const count = clients * perClient;
  const { median, p95 } = spread(times);
  figure('submissions per second', '1/s', count / seconds);
  figure('CPU of the program per submission', 'ms', ((await cpuSeconds(baseUrl)) - before) * (1000 / count));
  figure('answer, median', 'ms', median);
  figure('answer, 95 of 100 below', 'ms', p95);
}

/** As much text as brings the answers to 3 KB. */
function filling(answers) {
  const rest = 3072 - Buffer.byteLength(JSON.stringify({ ...answers, solution: '' }));
  return paragraph.repeat(Math.max(1, Math.ceil(rest / Buffer.byteLength(paragraph))));
}

async function submit({ baseUrl, token, nominationId, organisationId, answers }) {
  const title = `Практика ${randomUUID().slice(0, 8)}`;
  const response = await fetch(`${baseUrl}/api/v1/submissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      nominationId,
      organisationId,
      answers: { ...answers, title, solution: filling(answers) },
      submit: true,
    }),
  });
  if (response.status !== 201) throw new Error(`submitting answered ${response.status}: ${await response.text()}`);
  await response.json();
}
