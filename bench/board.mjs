import { contest, signIn, spread } from './support/contest.mjs';
import { addSheets, largeJury } from './support/large-jury.mjs';

export const name = 'board';
export const needsServer = true;

const rounds = 20;
let made;

/**
 * 15,000 entries and 2,000 experts: a plan of three experts each the way it goes, from the request over the job to the stored
 * plan, with the memory of the process; the page of that plan; then the board over 45,000 sheets.
 */
export async function run({ baseUrl, databaseUrl, figure, ...context }) {
  const { organizer, token } = await contest(context);
  const cookie = await signIn(baseUrl, organizer);
  made ??= await largeContest({ baseUrl, databaseUrl, figure, token });
  const { cycleId, planId } = made;
  const board = `/cycles/${cycleId}/evaluation`;
  const first = await read(baseUrl, board, cookie);
  const next = /href="([^"]+)" rel="next"/.exec(first)[1];
  const pages = {
    'board by experts, first page': board,
    'board by experts, next page': next,
    'board by entries': `${board}?view=entries`,
    'page of the plan': `/cycles/${cycleId}/assignment/${planId}`,
  };
  for (const [title, path] of Object.entries(pages)) {
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      await read(baseUrl, path, cookie);
      times.push(performance.now() - startedAt);
    }
    figure(title, 'ms', spread(times).median);
  }
}

async function largeContest({ baseUrl, databaseUrl, figure, token }) {
  const cycleId = await largeJury(databaseUrl);
  const startedAt = performance.now();
  const api = `/api/v1/cycles/${cycleId}/assignment-plans`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = await fetch(`${baseUrl}${api}`, { method: 'POST', headers, body: JSON.stringify({ seed: 7 }) });
  if (asked.status !== 202) throw new Error(`asking for a plan answered ${asked.status}: ${await asked.text()}`);
  const { id } = await asked.json();
  let most = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
    most = Math.max(most, Number(/^process_resident_memory_bytes ([\d.e+-]+)$/m.exec(metrics)[1]));
    const task = await (await fetch(`${baseUrl}${api}/tasks/${id}`, { headers })).json();
    if (task.state === 'waiting' || task.state === 'running') continue;
    if (!task.planId) throw new Error(`the plan ended ${task.state}: ${JSON.stringify(task.impossible)}`);
    figure('plan of 15,000 × 2,000 × 3 by the job', 's', (performance.now() - startedAt) / 1000);
    figure('most memory of the process meanwhile', 'MB', most / 2 ** 20);
    await addSheets(databaseUrl, cycleId);
    return { cycleId, planId: task.planId };
  }
}

async function read(baseUrl, path, cookie) {
  const response = await fetch(`${baseUrl}${path}`, { headers: { cookie, accept: 'text/html' } });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return (await response.text()).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
}
