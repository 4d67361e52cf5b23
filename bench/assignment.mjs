import { assignExperts } from '../dist/domain/assignment/assign-experts.js';
import { planExperts } from '../dist/domain/assignment/plan-experts.js';

export const name = 'assignment';

/**
 * Conflict-free assignment of three experts to each entry. Even loads: the base case of 2019 and ten times as much. The
 * best plan: every pair has an affinity, at random or as people's are, clustered and with favourites whom all want.
 */
export async function run({ figure }) {
  measureEven(figure, { entries: 1452, experts: 300, capacity: 20 });
  measureEven(figure, { entries: 15_000, experts: 2000, capacity: 30 });
  measureBest(figure, { entries: 1000, experts: 200, capacity: 20, kind: 'random' });
  measureBest(figure, { entries: 1000, experts: 200, capacity: 20, kind: 'clustered' });
  measureBest(figure, { entries: 15_000, experts: 2000, capacity: 30, kind: 'random' });
}

function problemOf({ entries, experts, capacity }) {
  const belonging = (id, index) => ({ id: `${id}${index}`, regionCode: `R${index % 80}`, organisationId: null });
  return {
    entries: Array.from({ length: entries }, (_, index) => belonging('e', index)),
    experts: Array.from({ length: experts }, (_, index) => ({
      ...belonging('x', index),
      capacity,
      min: 0,
      max: capacity,
    })),
    conflicts: [],
    reviewsPerEntry: 3,
    existing: [],
    seed: 7,
  };
}

function measureEven(figure, size) {
  const problem = problemOf(size);
  const startedAt = performance.now();
  assignExperts(problem);
  figure(`${size.entries} entries × ${size.experts} experts × 3`, 'ms', performance.now() - startedAt);
}

function measureBest(figure, { kind, ...size }) {
  const affinity = kind === 'random' ? randomAffinities(size) : clusteredAffinities(size);
  const problem = { ...problemOf(size), affinity, fixed: [], forbidden: [], balance: true };
  const title = `best plan, ${size.entries} entries × ${size.experts} experts × 3, ${kind} affinities`;
  const startedAt = performance.now();
  const { plan } = planExperts(problem);
  figure(title, 'ms', performance.now() - startedAt);
  figure(`${title}: gap`, 'affinity', plan.bound - plan.objective);
  figure('greatest memory of the process so far', 'MB', process.resourceUsage().maxRSS / 1024);
}

/** Numbers from 0 to 1, the same in every run. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const thousandths = (number) => Math.round(number * 1000) / 1000;

function randomAffinities({ entries, experts }) {
  const random = randomNumbers(12_345);
  return Float64Array.from({ length: entries * experts }, () => thousandths(random()));
}

function clusteredAffinities({ entries, experts }) {
  const random = randomNumbers(12_345);
  const fame = Array.from({ length: experts }, random);
  const subjectOf = (count) => Array.from({ length: count }, () => Math.floor(random() * 12));
  const [ofEntry, ofExpert] = [subjectOf(entries), subjectOf(experts)];
  return Float64Array.from({ length: entries * experts }, (_, at) => {
    const [row, column] = [Math.floor(at / experts), at % experts];
    return thousandths((ofEntry[row] === ofExpert[column] ? 1 : 0) + fame[column] + 0.3 * random());
  });
}
