import type { CorrectionChange } from '../../domain/ranking/input.js';
import type { RankedSheet } from '../../domain/ranking/rank-entries.js';
import type { FormBody } from '../../platform/http/pages/forms.js';

/** The names of a sheet's fields. */
export const cellOf = (expertId: string, criterionId: string) => `score-${expertId}-${criterionId}`;
export const outOf = (expertId: string) => `out-${expertId}`;

/** What was changed on the page against the sheets as they are counted; an emptied cell keeps its points. */
export function changesFrom(
  sent: FormBody,
  {
    entryId,
    sheets,
    criteria,
  }: { entryId: string; sheets: readonly RankedSheet[]; criteria: readonly { id: string }[] },
): CorrectionChange[] {
  const text = (name: string) => {
    const value = sent[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  if (text('entry') === 'out') return [{ kind: 'entry-left-out', entryId }];
  const ofSheets = sheets.flatMap(({ expertId, scores }): CorrectionChange[] => {
    if (text(outOf(expertId)) === 'out') return [{ kind: 'sheet-left-out', entryId, expertId }];
    return criteria.flatMap(({ id }): CorrectionChange[] => {
      const to = text(cellOf(expertId, id)).replace(',', '.');
      return to && to !== scores[id] ? [{ kind: 'score', entryId, expertId, criterionId: id, to }] : [];
    });
  });
  const points = text('points');
  return [...ofSheets, ...(points ? [{ kind: 'points' as const, entryId, points }] : [])];
}
