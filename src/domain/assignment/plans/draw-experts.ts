import { mixed, numberOf } from '../../kernel/seeded.js';
import { planExperts } from './plan-experts.js';
import type { PlanOutcome, PlanProblem, Watch } from '../problem/problem.js';

/** Random affinities are whole numbers below this. */
const TICKETS = 2 ** 20;

/**
 * Rules §8. A public draw: affinities of the problem are not looked at. First the loads are made as even as conflicts,
 * panels and capacities allow; then every pair draws a ticket, a whole number that the published seed makes of the seed
 * and the two ids, and the plan with the greatest sum of tickets at those loads is taken. So anybody with the seed and
 * the lists gets the same plan, in whatever order the lists are. The objective is the sum of tickets.
 */
export function drawExperts(problem: PlanProblem, options: Watch = {}): PlanOutcome {
  const drawn = ticketProblem(problem, options);
  return 'plan' in drawn ? drawn : planExperts(drawn, options);
}

/** The problem whose best plan is the draw; or that there is none. */
export function ticketProblem(problem: PlanProblem, options: Watch = {}): PlanProblem | PlanOutcome {
  const even = planExperts({ ...problem, affinity: [], balance: true }, options);
  if (!even.plan) return even;
  const loads = new Map<string, number>();
  for (const { expertId } of even.plan.pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  const experts = problem.experts.map((expert) => {
    const load = loads.get(expert.id) ?? 0;
    return { ...expert, min: load, max: load };
  });
  return { ...problem, experts, affinity: ticketsOf(problem), balance: false };
}

function ticketsOf({ entries, experts, seed }: PlanProblem): Float64Array {
  const tickets = new Float64Array(entries.length * experts.length);
  const keys = experts.map(({ id }) => numberOf(id));
  entries.forEach(({ id }, row) => {
    const key = mixed(seed, numberOf(id));
    keys.forEach((other, column) => (tickets[row * keys.length + column] = mixed(key, other) % TICKETS));
  });
  return tickets;
}
