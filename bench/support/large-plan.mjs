import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from './contest.mjs';
import { largeJury } from './large-jury.mjs';

let made;
let published;

/**
 * The greatest contest with its plan as people make it: asked for and computed by the job. Made once for all benches; notes
 * its times and the greatest memory of the process meanwhile.
 */
export async function largePlan(context) {
  made ??= makePlan(context);
  return made;
}

/** Puts the plan in force, once; every expert is sent a letter. */
export async function publishedPlan(context) {
  const plan = await largePlan(context);
  published ??= publish(context, plan);
  await published;
  return plan;
}

async function publish({ baseUrl, token, figure }, { cycleId, planId }) {
  const startedAt = performance.now();
  const path = `/api/v1/cycles/${cycleId}/assignment-plans/${planId}/publish`;
  await askAs(token)(`${baseUrl}${path}`, { method: 'POST', body: '{}' });
  figure('publication of the plan', 's', (performance.now() - startedAt) / 1000);
}

async function makePlan({ baseUrl, databaseUrl, token, figure }) {
  const cycleId = await largeJury(databaseUrl);
  const api = `${baseUrl}/api/v1/cycles/${cycleId}/assignment-plans`;
  const ask = askAs(token);
  // The first plan computes the conflicts of the cycle and writes them; the next finds them there.
  await compute({ api, ask, baseUrl, title: 'first plan of 15,000 × 2,000 × 3 by the job', figure });
  const planId = await compute({ api, ask, baseUrl, title: 'next plan by the job', figure });
  const { pairs } = await ask(`${api}/${planId}`);
  const [{ submissionId: entryId, expertId }] = pairs;
  return { cycleId, planId, entryId, expertId };
}

function askAs(token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (url, options = {}) => {
    const response = await fetch(url, { ...options, headers });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
}

async function compute({ api, ask, baseUrl, title, figure }) {
  const [startedAt, before] = [performance.now(), await cpuSeconds(baseUrl)];
  const { id } = await ask(api, { method: 'POST', body: JSON.stringify({ seed: 7 }) });
  let [most, longest] = [0, 0];
  for (;;) {
    await sleep(200);
    const lookedAt = performance.now();
    most = Math.max(most, await residentBytes(baseUrl));
    longest = Math.max(longest, performance.now() - lookedAt);
    const task = await ask(`${api}/tasks/${id}`);
    if (task.state === 'waiting' || task.state === 'running') continue;
    if (!task.planId) throw new Error(`the plan ended ${task.state}: ${JSON.stringify(task.impossible)}`);
    figure(title, 's', (performance.now() - startedAt) / 1000);
    figure(`${title}: processor`, 's', (await cpuSeconds(baseUrl)) - before);
    figure(`${title}: most memory of the process`, 'MB', most / 2 ** 20);
    figure(`${title}: longest wait for an answer meanwhile`, 'ms', longest);
    return task.planId;
  }
}

async function residentBytes(baseUrl) {
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  return Number(/^process_resident_memory_bytes ([\d.e+-]+)$/m.exec(metrics)[1]);
}
