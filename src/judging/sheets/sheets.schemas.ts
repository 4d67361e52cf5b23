import { z } from 'zod';
import type { Evaluation } from './evaluation.entity.js';

const whole = z.number().int();

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
