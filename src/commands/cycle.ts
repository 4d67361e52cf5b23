import { join } from 'node:path';
import { runFileCycle } from '../results/file-cycle/run-file-cycle.js';
import { showProgress } from '../results/file-cycle/cycle-progress.js';
import { projectRoot } from '../platform/web/project-root.js';
import type { Command } from './command.js';

/** `cycle` runs a whole cycle from files: entries and scores in, ranking and protocol out. It needs no database. */
export const cycleCommand: Command = {
  summary:
    'a whole cycle from files: --entries FILE --scores FILE --rules FILE --out DIR (the example of 2019 by default)',
  options: {
    entries: { type: 'string' },
    scores: { type: 'string' },
    rules: { type: 'string' },
    out: { type: 'string', default: 'out' },
  },
  async run({ values, print }) {
    const path = (name: string, example: string) =>
      typeof values[name] === 'string' ? values[name] : join(projectRoot, 'examples', '2019', example);
    const result = await runFileCycle({
      entries: path('entries', 'entries.csv'),
      scores: path('scores', 'scores.csv'),
      rules: path('rules', 'rules.json'),
      out: String(values['out']),
      onProgress: showProgress(process.stderr),
    });
    const lines = result.nominations.map(
      ({ code, ranked, unranked, decisions }) =>
        `${code}: ${ranked} ranked, ${unranked} without a place, ${decisions} named`,
    );
    print(result, [...lines, ...result.written, `SHA-256 ${result.sha256}`].join('\n'));
    return 0;
  },
};
