import { z } from 'zod';
import { text } from '../../platform/http/fields.js';
import type { Cycle } from './cycle.entity.js';

export const cycleInput = z.object({
  year: z.coerce.number().int().min(2000).max(2100),
  title: text(300).min(1),
  note: text(4000).default(''),
});

export const cycleEdit = cycleInput.pick({ title: true, note: true });

export const cancelInput = z.object({ reason: text(1000).default(''), knowingly: z.coerce.boolean().default(false) });

export type CycleInput = z.output<typeof cycleInput>;

export const cycleView = z.object({
  id: z.string(),
  year: z.number(),
  title: z.string(),
  state: z.string(),
  timeZone: z.string(),
  generated: z.boolean(),
  note: z.string(),
  version: z.number(),
});

export const toCycle = ({ id, year, title, state, timeZone, generated, note, version }: Cycle) => ({
  id,
  year,
  title,
  state,
  timeZone,
  generated,
  note,
  version,
});
