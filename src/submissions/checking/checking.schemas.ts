import { z } from 'zod';
import { checkMarks } from '../../domain/submissions/checklist.js';
import { opinionVerbs } from '../../domain/submissions/panel.js';
import type { Checked } from './checking.service.js';

export const markSchema = z.strictObject({ mark: z.enum(checkMarks) });
export const opinionSchema = z.strictObject({ verb: z.enum(opinionVerbs), reason: z.string().max(4000).default('') });

export const checkedView = z.object({
  checkers: z.number().int(),
  given: z.number().int(),
  /** `alone`, `waits`, `agreed` or `split`. */
  standing: z.string(),
  checklist: z.array(
    z.object({
      id: z.string(),
      text: z.object({ ru: z.string(), en: z.string().optional() }),
      ground: z.string(),
      marks: z.array(z.object({ userId: z.string(), mark: z.string(), at: z.string() })),
    }),
  ),
  /** Empty until the caller has said the own word or the panel is complete. */
  opinions: z.array(z.object({ userId: z.string(), verb: z.string(), reason: z.string(), at: z.string() })),
});

export const toChecked = ({ checklist, marks, opinions, ...rest }: Checked): z.infer<typeof checkedView> => ({
  checkers: rest.checkers,
  given: rest.given,
  standing: rest.standing.kind,
  checklist: checklist.map((item) => ({
    ...item,
    marks: marks
      .filter((one) => one.item === item.id)
      .map(({ userId, mark, markedAt }) => ({ userId, mark, at: markedAt.toISOString() })),
  })),
  opinions: opinions.map(({ userId, verb, reason, givenAt }) => ({ userId, verb, reason, at: givenAt.toISOString() })),
});
