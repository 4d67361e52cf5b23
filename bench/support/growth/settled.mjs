import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 180_000;

// A fact a line: how much of it still waits. Cheap by the indexes that the program itself uses.
const facts = {
  messages: 'SELECT count(*) FROM outbox_message WHERE dispatched_at IS NULL',
  jobs: "SELECT count(*) FROM bullmq.job WHERE state IN ('waiting', 'active')",
  letters: "SELECT count(*) FROM delivery WHERE state IN ('waiting', 'sending')",
  records: 'SELECT count(*) FROM audit_unsealed',
  words: 'SELECT count(*) FROM submission_unread',
};

/** Waits until nothing is left to do of what was asked for: news told, jobs done, letters sent, records sealed. */
export async function untilSettled(database, wanted = Object.keys(facts)) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const waiting = await waitingNow(database, wanted);
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error(`after ${patienceMs / 1000} s there still wait: ${waiting.join(', ')}`);
    await sleep(300);
  }
}

async function waitingNow(database, wanted) {
  const waiting = [];
  for (const name of wanted) {
    const { rows } = await database.query(facts[name]);
    if (Number(rows[0].count) > 0) waiting.push(`${rows[0].count} ${name}`);
  }
  return waiting;
}
