import { z } from 'zod';
import { rankingRuleShape, selectionRuleShape } from '../../cycles/editions/ranking-rule-shape.js';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { rankingPresets } from '../../domain/cycles/ranking-presets.js';

const number = z
  .string()
  .default('')
  .transform((typed, context) => {
    if (!typed.trim()) return null;
    const value = decimalFrom(typed);
    if (value === null) context.addIssue({ code: 'custom', params: { rule: 'not-a-number' }, input: typed });
    return value;
  });
const whole = z
  .string()
  .default('')
  .transform((typed) => (typed.trim() ? Number(typed) : null))
  .pipe(z.int().min(1).max(1000).nullable());
const title = z.string().trim().min(1).max(120);

export const statistics = ['mean', 'median', 'sum', 'trimmed-mean'] as const;
export const ties = ['earlier-submission', 'median', 'more-sheets', 'share'] as const;
export const borders = ['widen', 'narrow', 'tie-chain'] as const;

/** What a scenario changes; what is left empty stays as it is in force. */
export const scenarioForm = z.object({
  title,
  preset: z.enum(['', ...rankingPresets.map(({ id }) => id)]).default(''),
  across: z.enum(['', ...statistics]).default(''),
  tie: z.enum(['', ...ties]).default(''),
  minSheets: whole,
  first: whole,
  atLeast: number,
  perRegion: whole,
  atBorder: z.enum(['', ...borders]).default(''),
  minEntries: whole,
});
export type ScenarioForm = z.output<typeof scenarioForm>;

/** What a program sends: both rules whole. */
export const scenarioInput = z.strictObject({
  title,
  rankingRule: rankingRuleShape(z.uuid(), 6),
  selectionRule: selectionRuleShape,
});

export const fixForm = z.object({ scenario: z.uuid(), reason: z.string().max(1000).default('') });
