import { z } from 'zod';
import { decimalFrom } from '../../domain/kernel/decimal.js';

export const text = (max: number) => z.string().trim().max(max);

export const decimal = z.string().transform((typed, context) => {
  const value = decimalFrom(typed);
  if (value === null) context.addIssue({ code: 'custom', params: { rule: 'not-a-number' }, input: typed });
  return value ?? '0';
});
