import { z } from 'zod';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { isOfOurTime } from '../../domain/kernel/local-day.js';

export const text = (max: number) => z.string().trim().max(max);

export const decimal = z.string().transform((typed, context) => {
  const value = decimalFrom(typed);
  if (value === null) context.addIssue({ code: 'custom', params: { rule: 'not-a-number' }, input: typed });
  return value ?? '0';
});

/** A date of our time, and an instant of it: beyond it neither the database nor a calendar follows. */
export const day = z.iso.date().refine(isOfOurTime, { params: { rule: 'not-a-date' } });
export const instant = z.iso.datetime({ offset: true }).refine(isOfOurTime, { params: { rule: 'not-an-instant' } });
