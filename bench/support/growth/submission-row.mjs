import { randomUUID } from 'node:crypto';

/** An entry created and submitted in one request of a program; its letter goes to the sink. */
export function submissionRow({ baseUrl, filled }) {
  return {
    title: 'create and submit 3.3 KB',
    requests: 200,
    settles: true,
    send: ({ client, number }) => {
      const sender = filled.senders[client % filled.senders.length];
      return send(baseUrl, sender, { ...entryOf(filled, sender, number), submit: true });
    },
  };
}

export function entryOf({ nominationIds, samples }, { organisationIds }, number) {
  return {
    nominationId: nominationIds[number % nominationIds.length],
    organisationId: organisationIds[number % organisationIds.length],
    answers: samples[number % samples.length],
  };
}

export async function send(baseUrl, { token }, entry) {
  const answer = await fetch(`${baseUrl}/api/v1/submissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(entry),
  });
  if (answer.status !== 201) throw new Error(`submitting answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
