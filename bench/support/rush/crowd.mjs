import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from '../contest.mjs';
import { entryOf } from '../growth/submission-row.mjs';
import { client } from './ask.mjs';

/** After the close nobody sends anew; who was not answered asks on for so long. */
const patienceMs = 120_000;
const betweenTriesMs = 1000;
const readers = 4;
const savers = 8;

/**
 * Entries that are sent at instants fixed beforehand, ever denser towards the close and a little beyond it, each under a key of
 * its own and again under the same key until it is answered; people who read pages and drafts that save themselves meanwhile.
 */
export async function crowd({ house, submissions, closesAt }) {
  const startedAt = Date.now();
  const span = (closesAt.getTime() - startedAt) * 1.02;
  const { ask, close } = client();
  const over = () => Date.now() > closesAt.getTime();
  const [reads, saves] = [[], []];
  const beside = [
    ...Array.from({ length: readers }, (_, at) => reading({ house, at, over, reads, ask })),
    ...Array.from({ length: savers }, (_, at) => saving({ house, at, over, saves, ask })),
  ];
  const entries = await Promise.all(
    Array.from({ length: submissions }, async (_, number) => {
      await sleep(Math.sqrt((number + 1) / submissions) * span);
      return submitted({ house, number, closesAt, ask });
    }),
  );
  await Promise.all(beside);
  close();
  return { entries, reads, saves };
}

async function submitted({ house, number, closesAt, ask }) {
  const { filled } = house;
  const sender = filled.senders[number % filled.senders.length];
  const body = JSON.stringify({ ...entryOf(filled, sender, number), submit: true });
  const key = randomUUID();
  const sentAt = Date.now();
  for (let tries = 1; ; tries += 1) {
    const addresses = house.addresses();
    const answer = await ask(`${addresses[(number + tries) % addresses.length]}/api/v1/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sender.token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body,
    });
    const said = answer?.text.startsWith('{') ? JSON.parse(answer.text) : {};
    const done = (kind) => ({
      key,
      answer: kind,
      id: said.id,
      handedOverAt: answer?.handedOverAt,
      tries,
      ms: Date.now() - sentAt,
    });
    if (answer?.status === 201) return done('accepted');
    // Who answered ended before the answer was kept; what was done is told all the same.
    const told = said.code === 'idempotency-answer-lost' && said.records?.find((one) => one.startsWith('submission '));
    if (told) return { ...done('accepted'), id: told.split(' ')[1], told: true };
    if (said.code === 'stage-closed') return done('late');
    if (Date.now() > closesAt.getTime() + patienceMs) return done('none');
    await sleep(betweenTriesMs);
  }
}

async function reading({ house, at, over, reads, ask }) {
  const { organizer, cycleId } = house.filled;
  const cookie = await signIn(house.addresses()[at % 2], organizer);
  const pages = [`/cycles/${cycleId}/register`, '/practices', '/', `/cycles/${cycleId}`];
  for (let number = 0; !over(); number += 1) {
    const address = house.addresses()[(at + number) % 2];
    const startedAt = Date.now();
    const answer = await ask(`${address}${pages[number % pages.length]}`, { headers: { cookie } });
    reads.push({ status: answer?.status ?? 0, ms: Date.now() - startedAt });
    await sleep(500);
  }
}

async function saving({ house, at, over, saves, ask }) {
  const { filled } = house;
  const sender = filled.senders[at % filled.senders.length];
  const headers = { authorization: `Bearer ${sender.token}`, 'content-type': 'application/json' };
  const first = await ask(`${house.addresses()[0]}/api/v1/submissions`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': randomUUID() },
    body: JSON.stringify(entryOf(filled, sender, at)),
  });
  if (first.status !== 201) throw new Error(`a draft was refused: ${first.text}`);
  const { id } = JSON.parse(first.text);
  let version = first.headers.etag;
  for (let number = 0; !over(); number += 1) {
    const startedAt = Date.now();
    const answer = await ask(`${house.addresses()[number % 2]}/api/v1/submissions/${id}`, {
      method: 'PATCH',
      headers: { ...headers, 'if-match': version },
      body: JSON.stringify({ answers: { title: `Черновик ${at} ${number}` } }),
    });
    version = answer?.headers.etag ?? version;
    saves.push({ status: answer?.status ?? 0, ms: Date.now() - startedAt });
    await sleep(1000);
  }
}
