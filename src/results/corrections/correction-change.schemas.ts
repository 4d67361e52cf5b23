import { z } from 'zod';

const id = z.string().min(1).max(64);
const written = z.string().trim().min(1).max(24);

/** One thing to be set right, as programs send it and as a protocol's twin has it. */
export const correctionChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('score'), entryId: id, expertId: id, criterionId: id, to: written }),
  z.strictObject({ kind: z.literal('sheet-left-out'), entryId: id, expertId: id }),
  z.strictObject({ kind: z.literal('entry-left-out'), entryId: id }),
  z.strictObject({ kind: z.literal('points'), entryId: id, points: written }),
]);
