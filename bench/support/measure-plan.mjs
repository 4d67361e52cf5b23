// A process of its own for each measurement, so that its greatest memory is that of the measurement alone.
import { assignExperts } from '../../dist/domain/assignment/plans/assign-experts.js';
import { poseProblem } from '../../dist/domain/assignment/plans/pose-problem.js';
import { optimisePlan } from '../../dist/judging/optimiser/optimise-plan.js';
import { clusteredFacts, randomNumbers } from './clustered-facts.mjs';

const [kind, entries, experts] = process.argv.slice(2);
const size = { entries: Number(entries), experts: Number(experts) };
const makers = {
  even: () => ({ ...plainProblem(size), conflicts: [], existing: [] }),
  random: () => ({ ...plainProblem(size), affinity: randomAffinities(size) }),
  clustered: () => posed(clusteredFacts(size)),
  capped: () => posed(clusteredFacts({ ...size, capped: true })),
};
const problem = makers[kind]();
const [startedAt, used] = [performance.now(), process.cpuUsage()];
const plan = kind === 'even' ? null : (await optimisePlan(problem)).plan;
if (kind === 'even') assignExperts(problem);
const { user, system } = process.cpuUsage(used);
process.send({
  ms: performance.now() - startedAt,
  cpuMs: (user + system) / 1000,
  memoryMB: process.resourceUsage().maxRSS / 1024,
  gap: plan && plan.bound - plan.objective,
});

function plainProblem({ entries: rows, experts: columns }) {
  const belonging = (id, index) => ({ id: `${id}${index}`, regionCode: `R${index % 80}`, organisationId: null });
  const expert = (_, index) => ({ ...belonging('x', index), capacity: 30, min: 0, max: 30 });
  return {
    entries: Array.from({ length: rows }, (_, index) => belonging('e', index)),
    experts: Array.from({ length: columns }, expert),
    conflicts: [],
    fixed: [],
    forbidden: [],
    reviewsPerEntry: 3,
    balance: true,
    seed: 7,
  };
}

function randomAffinities({ entries: rows, experts: columns }) {
  const random = randomNumbers(12_345);
  return Float64Array.from({ length: rows * columns }, () => Math.round(random() * 1000) / 1000);
}

function posed(facts) {
  const asked = { seed: 7, mode: 'match', nominationIds: [], locked: [], forbidden: [], replaced: null };
  return poseProblem(facts, asked).problem;
}
