import type { FormBody } from '../../platform/http/pages/forms.js';

/** What an expert sends of a sheet. */
export interface SheetInput {
  /** What the sender began from; a later save by another window makes it stale. */
  version: number;
  scores: Record<string, string>;
  /** Criteria that the expert is unable to judge. */
  cannotJudge?: string[];
  remarks: Record<string, string>;
  note: string;
}

/** A sheet as a form sends it: `score-…`, `cannot-…` and `remark-…` by criterion id, a note, and the version begun from. */
export function sheetInput(body: FormBody): SheetInput {
  const part = (prefix: string) =>
    Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) =>
        name.startsWith(prefix) && typeof value === 'string' && value !== ''
          ? [[name.slice(prefix.length), value]]
          : [],
      ),
    );
  return {
    version: Number(body['version'] ?? 0),
    scores: part('score-'),
    cannotJudge: Object.keys(part('cannot-')),
    remarks: part('remark-'),
    note: typeof body['note'] === 'string' ? body['note'] : '',
  };
}
