import type { z } from 'zod';
import type { FieldProblem } from '../domain/kernel/refusal.js';

/** Nobody mends more at once; a body of nothing but faults is answered with these. */
const mostProblems = 100;

/** Zod's issues as field problems; the rule names are keys of `refusals:field.…`. */
export function problemsOf(error: z.ZodError, sent: Record<string, unknown> = {}): FieldProblem[] {
  return error.issues.slice(0, mostProblems).map((issue) => ({
    pointer: `/${issue.path.map((part) => String(part)).join('/')}`,
    // Nothing was written: neither too little of it nor the wrong thing.
    ...(issue.path.length === 1 && sent[String(issue.path[0])] === '' ? { rule: 'required' } : ruleOf(issue)),
  }));
}

function ruleOf(issue: z.core.$ZodIssue): Pick<FieldProblem, 'rule' | 'values'> {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string')
        return Number(issue.minimum) <= 1
          ? { rule: 'required' }
          : { rule: 'too-short', values: { min: Number(issue.minimum) } };
      return { rule: 'too-small', values: { min: String(issue.minimum) } };
    case 'too_big':
      return issue.origin === 'string'
        ? { rule: 'too-long', values: { max: Number(issue.maximum) } }
        : { rule: 'too-big', values: { max: String(issue.maximum) } };
    case 'invalid_type':
      return { rule: issue.message.includes('received undefined') ? 'required' : 'wrong-type' };
    case 'invalid_format':
      return { rule: issue.format === 'email' ? 'not-an-email' : 'wrong-format' };
    case 'custom':
      return {
        rule: typeof issue.params?.['rule'] === 'string' ? issue.params['rule'] : issue.message || 'wrong-format',
      };
    case 'unrecognized_keys':
      return { rule: 'unknown-field', values: { names: issue.keys.slice(0, mostProblems).join(', ') } };
    default:
      return { rule: 'not-offered' };
  }
}

/** The same of a file, with a problem for each unknown name, so that its place is told. */
export function fileProblemsOf(error: z.ZodError): FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    const pointer = issue.path.map((part) => `/${String(part)}`).join('');
    if (issue.code !== 'unrecognized_keys') return [{ pointer, ...ruleOf(issue) }];
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${key}`,
      rule: 'unknown-field',
      values: { names: key },
    }));
  });
}
