import { z } from 'zod';

/** RFC 9457 problem details as the OpenAPI document shows them. */
export const problemSchema = z.looseObject({
  type: z.string(),
  code: z.string(),
  status: z.number().int(),
  title: z.string(),
  detail: z.string(),
  remedy: z.string(),
  instance: z.string(),
  errors: z.array(z.object({ pointer: z.string(), rule: z.string(), detail: z.string() })).optional(),
  rows: z
    .array(z.object({ row: z.number().int(), column: z.string(), rule: z.string(), detail: z.string() }))
    .optional(),
});
