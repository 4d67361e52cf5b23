import { z } from 'zod';
import { text, decimal } from '../../platform/http/fields.js';
import { criterionKind } from '../editions/ranking-rule-shape.js';
import type { Criterion } from './criterion.entity.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';

export const criterionInput = z.object({
  title: text(200).min(1),
  guidance: text(1000).default(''),
  weight: decimal,
  scaleMin: decimal.default('0'),
  scaleMax: decimal.default('10'),
  scaleStep: decimal.default('1'),
  levels: z.array(z.object({ from: decimal, to: decimal, text: text(300).min(1) })).default([]),
  /** Left out, the kind stays as it is; numeric for a new one. */
  kind: criterionKind.optional(),
});

export const kindInput = z.object({ kind: criterionKind, reason: text(1000).default('') });

export type CriterionInput = z.output<typeof criterionInput>;

export const criterionView = z.object({
  id: z.string(),
  title: z.string(),
  guidance: z.string(),
  weight: z.string(),
  scaleMin: z.string(),
  scaleMax: z.string(),
  scaleStep: z.string(),
  levels: z.array(z.object({ from: z.string(), to: z.string(), text: z.string() })),
  kind: criterionKind,
  version: z.number(),
});

export const toCriterion = ({
  kind = { kind: 'numeric' },
  ...row
}: Criterion & { kind?: CriterionKind }): z.infer<typeof criterionView> => criterionView.parse({ ...row, kind });
