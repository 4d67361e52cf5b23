import { fork } from 'node:child_process';
import { once } from 'node:events';
import { contest, signIn } from './support/contest.mjs';
import { largePlan, publishedPlan } from './support/large-plan.mjs';
import { measurePages } from './support/measure-pages.mjs';

export const name = 'assignment';
export const needsServer = true;

const kinds = {
  even: 'even loads',
  random: 'best plan, random affinities',
  clustered: 'best plan, clustered',
  capped: 'best plan, clustered, with caps',
};

/**
 * Three experts for each entry, without conflicts. Even loads: the base case of 2019 and ten times as much. The best plan:
 * affinities at random, or clustered as in life (spheres, panels, conflicts, least loads), then with caps of region and
 * organisation. At last the greatest plan as people make it: the job, its pages, the publication.
 */
export async function run({ baseUrl, databaseUrl, figure, ...context }) {
  await measure(figure, { kind: 'even', entries: 1452, experts: 300 });
  await measure(figure, { kind: 'even', entries: 15_000, experts: 2000 });
  for (const kind of ['random', 'clustered', 'capped']) {
    await measure(figure, { kind, entries: 1000, experts: 200 });
    await measure(figure, { kind, entries: 15_000, experts: 2000 });
  }
  const { organizer, token } = await contest(context);
  const { cycleId, planId, entryId, expertId } = await largePlan({ baseUrl, databaseUrl, token, figure });
  const plan = `/cycles/${cycleId}/assignment/${planId}`;
  await measurePages(figure, {
    baseUrl,
    cookie: await signIn(baseUrl, organizer),
    pages: {
      'plans of the cycle': `/cycles/${cycleId}/assignment`,
      'page of the plan': plan,
      'why an expert has an entry': `${plan}/why?entry=${entryId}&expert=${expertId}`,
    },
  });
  await publishedPlan({ baseUrl, databaseUrl, token, figure });
}

async function measure(figure, { kind, entries, experts }) {
  const child = fork(new URL('./support/measure-plan.mjs', import.meta.url), [kind, entries, experts].map(String));
  const [measured] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof measured !== 'object') throw new Error(`the measurement of ${kind} ended with ${measured}`);
  const title = `${kinds[kind]}, ${entries} × ${experts}`;
  figure(title, 'ms', measured.ms);
  figure(`${title}: processor`, 'ms', measured.cpuMs);
  figure(`${title}: memory`, 'MB', measured.memoryMB);
  if (measured.gap !== null) figure(`${title}: gap`, 'affinity', measured.gap);
}
