import type { Titles } from '../../cycles/counting/rule-words.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Translator } from '../../platform/web/i18n.js';
import { placeText, selectionReason } from '../rankings/ranking-words.js';
import { entryWorths } from '../weighing/weighing-model.js';
import type { Weighing } from '../weighing/weighing.entity.js';
import type { RankedNomination } from './ranking-table.reader.js';

const columns = [
  'nomination',
  'place',
  'number',
  'practice',
  'organisation',
  'region',
  'total',
  'exact',
  'sheets',
  'assigned',
  'decision',
  'selected',
  'why',
  'raw',
  'adjusted',
  'se',
  'adjustedPlace',
  'placeFrom',
  'placeTo',
  'winShare',
] as const;

export const csvHead = (t: Translator): string[] => columns.map((column) => t(`results:column.${column}`));

/** A nomination's rows for spreadsheets: with a place and without, each with what its place is worth where that is known. */
export function csvRows(
  {
    nomination,
    found,
    weighing,
    titles,
  }: { nomination: Nomination; found: RankedNomination; weighing: Weighing | null; titles: Titles },
  t: Translator,
): string[][] {
  const worths = weighing ? entryWorths(weighing) : null;
  const selected = new Map(found.proposal.selection.rows.map((row) => [row.entryId, row]));
  const rest = (entryId: string, sheets: number): string[] => {
    const awards = found.awards.filter(({ submissionId }) => submissionId === entryId);
    const decision = awards.map(({ outcome }) => t(`results:outcome.${outcome}`)).join(', ');
    const chosen = selected.get(entryId);
    const worth = worths?.get(entryId);
    return [
      String(sheets),
      String(found.assigned.get(entryId) ?? ''),
      decision,
      chosen ? t(chosen.selected ? 'results:csv.yes' : 'results:csv.no') : '',
      chosen ? selectionReason(chosen.reason, titles, t) : '',
      ...(worth
        ? [worth.raw, worth.adjusted, worth.se ?? '', worth.place, worth.from, worth.to, worth.winShare].map(String)
        : Array<string>(7).fill('')),
    ];
  };
  const common = (entryId: string, number: string) => {
    const card = found.cards[entryId];
    return [number, card?.title ?? '', card?.organisation ?? '', card?.region ?? ''];
  };
  return [
    ...found.ranked.map((row) => [
      nomination.title,
      placeText(row.place),
      ...common(row.entryId, row.registerNumber),
      row.totalShown,
      row.total,
      ...rest(row.entryId, row.sheets),
    ]),
    ...found.unranked.map((row) => [
      nomination.title,
      '',
      ...common(row.entryId, row.registerNumber),
      '',
      '',
      ...rest(row.entryId, row.sheets),
    ]),
  ];
}
