import { capBreaches, capsOf } from '../../domain/assignment/caps.js';
import { ticketProblem } from '../../domain/assignment/draw-experts.js';
import { joinParts } from '../../domain/assignment/connect.js';
import { planExperts, type PlanningOptions } from '../../domain/assignment/plan-experts.js';
import type { Plan, PlanOutcome, PlanProblem } from '../../domain/assignment/plan-problem.js';
import { objectiveOf } from '../../domain/assignment/worth.js';
import { solveUnderCaps } from './under-caps.js';

/**
 * The best plan of any problem: as a flow, and only where that breaks a cap of region or organisation by HiGHS. Then the
 * separate parts are joined, where the problem wishes it. A draw is the best plan of its tickets.
 */
export async function optimisePlan(posed: PlanProblem, options: PlanningOptions = {}): Promise<PlanOutcome> {
  const problem = posed.mode === 'draw' ? ticketProblem(posed, options) : posed;
  if ('plan' in problem) return problem;
  const outcome = planExperts(problem, options);
  if (!outcome.plan) return outcome;
  const capped = capBreaches(problem, outcome.plan.pairs).length ? await underCaps(problem, outcome.plan) : outcome;
  if (!capped.plan || !problem.connected) return capped;
  return { plan: joinParts(problem, capped.plan), infeasible: null };
}

async function underCaps(problem: PlanProblem, relaxed: Plan): Promise<PlanOutcome> {
  const solved = await solveUnderCaps(problem, relaxed);
  if (solved) {
    const objective = objectiveOf(problem, solved.pairs);
    const bound = relaxed.isExact ? solved.bound : Math.max(objective, solved.bound);
    return { plan: { ...relaxed, pairs: solved.pairs, objective, bound }, infeasible: null };
  }
  return {
    plan: null,
    infeasible: {
      reason: 'caps-too-tight',
      entries: problem.entries.map(({ id }) => id),
      experts: problem.experts.map(({ id }) => id),
      panel: null,
      needed: relaxed.pairs.length,
      available: relaxed.pairs.length - capBreaches(problem, relaxed.pairs).length,
      helps: capsOf(problem).map(({ kind }) => ({ kind: 'higher-cap' as const, of: kind })),
    },
  };
}
