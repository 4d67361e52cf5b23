import { z } from 'zod';
import { criterionKind } from '../cycles/editions/ranking-rule-shape.js';
import type { Desk } from './desk.reader.js';
import type { Evaluation } from './evaluation.entity.js';
import type { Expert } from './expert.entity.js';
import type { SheetRules } from './sheets.queries.js';

export const inviteSchema = z.strictObject({
  name: z.string().trim().min(3).max(200),
  email: z.email().max(300),
  locale: z.enum(['ru', 'en']).optional(),
  regionCode: z.string().max(10).nullable().default(null),
  organisationId: z.uuid().nullable().default(null),
  employer: z.string().max(300).default(''),
  capacity: z.number().int().min(1).max(1000).default(30),
});
export const sheetSchema = z.strictObject({
  scores: z.record(z.string().max(80), z.string().max(40)).default({}),
  cannotJudge: z.array(z.string().max(80)).max(200).default([]),
  remarks: z.record(z.string().max(80), z.string().max(20_000)).default({}),
  note: z.string().max(20_000).default(''),
});
export const recuseSchema = z.strictObject({ reason: z.string().max(2000).default('') });

export const expertView = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  state: z.enum(['invited', 'accepted', 'declined', 'lapsed', 'removed']),
  regionCode: z.string().nullable(),
  organisationId: z.uuid().nullable(),
  employer: z.string(),
  capacity: z.number().int(),
  invitedAt: z.string(),
  answeredAt: z.string().nullable(),
  declineReason: z.string(),
  conflictsDeclaredAt: z.string().nullable(),
});
export const expertRow = expertView.extend({
  name: z.string(),
  email: z.string(),
  assigned: z.number().int(),
  submitted: z.number().int(),
  conflicts: z.number().int(),
});

const whole = z.number().int();
export const queueItem = z.object({
  assignmentId: z.uuid(),
  cycleId: z.uuid(),
  registerNumber: z.string(),
  title: z.string(),
  nomination: z.string(),
  state: z.enum(['open', 'started', 'submitted']),
});

/** Points are exact decimals and therefore texts. */
export const sheetView = z.object({
  assignmentId: z.uuid(),
  state: z.enum(['draft', 'submitted', 'set-aside']),
  scores: z.record(z.string(), z.string()),
  cannotJudge: z.array(z.string()),
  remarks: z.record(z.string(), z.string()),
  note: z.string(),
  savedAt: z.string().nullable(),
  submittedAt: z.string().nullable(),
  version: whole,
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

export function toExpertView(expert: Expert): z.infer<typeof expertView> {
  return {
    id: expert.id,
    userId: expert.userId,
    state: expert.state,
    regionCode: expert.regionCode,
    organisationId: expert.organisationId,
    employer: expert.employer,
    capacity: expert.capacity,
    invitedAt: expert.invitedAt.toISOString(),
    answeredAt: expert.answeredAt?.toISOString() ?? null,
    declineReason: expert.declineReason,
    conflictsDeclaredAt: expert.conflictsDeclaredAt?.toISOString() ?? null,
  };
}

/** The expert's own sheet; one that was not begun yet is an empty draft of version 0. */
export function toSheetView(assignmentId: string, sheet: Evaluation | null): z.infer<typeof sheetView> {
  return {
    assignmentId,
    state: sheet?.state ?? 'draft',
    scores: sheet?.scores ?? {},
    cannotJudge: sheet?.cannotJudge ?? [],
    remarks: sheet?.remarks ?? {},
    note: sheet?.note ?? '',
    savedAt: sheet?.savedAt.toISOString() ?? null,
    submittedAt: sheet?.submittedAt?.toISOString() ?? null,
    version: sheet?.version ?? 0,
  };
}

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
