import { capBreaches, capsOf } from '../../domain/assignment/problem/caps.js';
import { capsTooTight } from '../../domain/assignment/solver/tight-caps.js';
import { ticketProblem } from '../../domain/assignment/plans/draw-experts.js';
import { joinParts } from '../../domain/assignment/plans/connect.js';
import { planExperts, type PlanningOptions } from '../../domain/assignment/plans/plan-experts.js';
import type { Plan, PlanOutcome, PlanProblem } from '../../domain/assignment/problem/problem.js';
import { objectiveOf } from '../../domain/assignment/problem/worth.js';
import { solveUnderCaps } from './under-caps.js';

/**
 * The best plan of any problem: as a flow, and by HiGHS where caps of region and organisation cross so that the flow does
 * not reach its bound; where the table is too large for that, the plan of the flow with its bound. Then the separate
 * parts are joined, where the problem wishes it. A draw is the best plan of its tickets.
 */
export async function optimisePlan(posed: PlanProblem, options: PlanningOptions = {}): Promise<PlanOutcome> {
  const problem = posed.mode === 'draw' ? ticketProblem(posed, options) : posed;
  if ('plan' in problem) return problem;
  const outcome = planExperts(problem, options);
  if (!outcome.plan) return outcome;
  const capped = await underCrossedCaps(problem, outcome.plan);
  if (!capped.plan || !problem.connected) return capped;
  return { plan: joinParts(problem, capped.plan), infeasible: null };
}

async function underCrossedCaps(problem: PlanProblem, plan: Plan): Promise<PlanOutcome> {
  if (capsOf(problem).length < 2) return { plan, infeasible: null };
  const isKept = capBreaches(problem, plan.pairs).length === 0;
  if (isKept && plan.objective >= plan.bound) return { plan, infeasible: null };
  const solved = await solveUnderCaps(problem, plan);
  if (solved === 'none') return { plan: null, infeasible: capsTooTight(problem) };
  if (solved === 'too-large')
    return isKept ? { plan, infeasible: null } : { plan: null, infeasible: capsTooTight(problem) };
  const objective = objectiveOf(problem, solved.pairs);
  const bound = plan.isExact ? Math.min(plan.bound, solved.bound) : Math.max(objective, solved.bound);
  return { plan: { ...plan, pairs: solved.pairs, objective, bound }, infeasible: null };
}
