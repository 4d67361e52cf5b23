import { readFile } from 'node:fs/promises';
import type { Infeasible, Plan, PlanProblem } from '../domain/assignment/problem/problem.js';
import { readProblem } from '../judging/optimiser/problem-file.js';
import { solveInThread } from '../judging/optimiser/solve-in-thread.js';
import type { Command } from './command.js';

const IMPOSSIBLE = 3;

/** `assign PROBLEM.json` computes the best plan of a problem from a file, without a database; 3 when there is none. */
export const assignCommand: Command = {
  summary: 'the best assignment of experts to entries from a file: assign PROBLEM.json',
  async run({ positionals, print }) {
    const [path] = positionals;
    if (!path) throw new Error('Which problem? laureat assign PROBLEM.json');
    const problem = readProblem(await readFile(path, 'utf8'));
    const { plan, infeasible } = await solveInThread(problem);
    if (infeasible) {
      print({ infeasible }, textOfInfeasible(infeasible));
      return IMPOSSIBLE;
    }
    const answer = answerOf(problem, plan);
    const { loads, objective, bound } = answer;
    const lines = answer.pairs.map((pair) => pair.join('\t'));
    print(answer, [...lines, `worth ${objective} of ${bound}, loads ${loads.min} to ${loads.max}`].join('\n'));
    return 0;
  },
};

function answerOf({ experts }: PlanProblem, { pairs, objective, bound, joined }: Plan) {
  const loads = new Map(experts.map(({ id }) => [id, 0]));
  for (const { expertId } of pairs) loads.set(expertId, loads.get(expertId)! + 1);
  const counts = [...loads.values()];
  return {
    pairs: pairs.map(({ entryId, expertId }) => [entryId, expertId]),
    objective,
    bound,
    loads: {
      min: counts.reduce((a, b) => Math.min(a, b), counts[0] ?? 0),
      max: counts.reduce((a, b) => Math.max(a, b), 0),
    },
    ...(joined && { joined }),
  };
}

function textOfInfeasible({ reason, entries, experts, needed, available }: Infeasible): string {
  return `${reason}: ${entries.join(', ')} need ${needed}, ${available} can be had of ${experts.join(', ')}`;
}
