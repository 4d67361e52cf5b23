import { z } from 'zod';
import { sheetView, toSheetView } from '../sheets/sheets.schemas.js';
import { criterionKind } from '../../cycles/editions/ranking-rule-shape.js';
import type { Desk } from './desk.reader.js';
import type { SheetRules } from '../sheets/sheet-rules.queries.js';

const points = z.record(z.string(), z.string());

export const sheetSchema = z.strictObject({
  scores: z.record(z.string().max(80), z.string().max(40)).default({}),
  cannotJudge: z.array(z.string().max(80)).max(200).default([]),
  remarks: z.record(z.string().max(80), z.string().max(20_000)).default({}),
  note: z.string().max(20_000).default(''),
});

export const recuseSchema = z.strictObject({ reason: z.string().max(2000).default('') });

const whole = z.number().int();

export const queueItem = z.object({
  assignmentId: z.uuid(),
  cycleId: z.uuid(),
  registerNumber: z.string(),
  title: z.string(),
  nomination: z.string(),
  state: z.enum(['open', 'started', 'submitted']),
});

export const deskView = sheetView.extend({
  entry: z.object({
    registerNumber: z.string(),
    nomination: z.string(),
    title: z.string(),
    revision: whole,
    organisation: z.record(z.string(), z.unknown()),
    answers: z.record(z.string(), z.unknown()),
  }),
  criteria: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      guidance: z.string(),
      weight: z.string(),
      scaleMin: z.string(),
      scaleMax: z.string(),
      scaleStep: z.string(),
      kind: criterionKind,
      levels: z.array(z.object({ from: z.string(), to: z.string(), text: z.string() })),
    }),
  ),
  cannotJudgeAllowed: z.boolean(),
  /** The number of a later revision; the sheet may take it over while it is a draft. */
  newer: whole.nullable(),
  files: z.array(z.object({ id: z.uuid(), name: z.string(), type: z.string(), bytes: whole.nullable() })),
  /** What the applicant gave the own entry; empty before the own sheet is handed in. */
  selfScores: z.record(z.string(), z.string()),
  /** What others gave, without who they are; null while the rules hide it. */
  others: z
    .array(
      z.object({
        scores: z.record(z.string(), z.string()),
        cannotJudge: z.array(z.string()),
        remarks: z.record(z.string(), z.string()),
      }),
    )
    .nullable(),
});

export function toDeskView(
  { assignment, revision, sheet, newer, files, selfScores, others }: Desk,
  { criteria, cannotJudge }: SheetRules,
): z.infer<typeof deskView> {
  return {
    ...toSheetView(assignment.id, sheet),
    entry: {
      registerNumber: assignment.submission.registerNumber!,
      nomination: assignment.submission.nomination.title,
      title: revision.title,
      revision: revision.number,
      organisation: revision.organisation,
      answers: revision.answers,
    },
    criteria: criteria.map(({ id, title, guidance, weight, scaleMin, scaleMax, scaleStep, kind, levels }) => ({
      id,
      title,
      guidance,
      weight,
      scaleMin,
      scaleMax,
      scaleStep,
      kind,
      levels,
    })),
    cannotJudgeAllowed: cannotJudge !== 'refuse',
    newer,
    files,
    selfScores,
    others,
  };
}

export const adviceView = z.object({ comment: z.string(), grades: points });
