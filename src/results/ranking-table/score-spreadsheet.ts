import type { Titles } from '../../cycles/counting/rule-words.js';
import { hasPoints } from '../../domain/ranking/criterion-kind.js';
import { byteOrderMark, csvCell, csvCells, csvLine } from '../../platform/tables/csv-writer.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import type { ScoreTable } from './score-table.reader.js';
import type { ScoredSheet } from './score-table.queries.js';

interface Words {
  titles: Titles;
  timeZone: string;
  locale: Locale;
  t: Translator;
}

/** A row a sheet with a column a criterion; numbers are written as a spreadsheet of the language reads them. */
export async function* scoreLines(table: ScoreTable, { titles, timeZone, t, locale }: Words): AsyncGenerator<string> {
  const criteria = table.criteria.filter(({ id }) => hasPoints(table.rule.kinds[id])).map(({ id }) => id);
  const heads = ['number', 'practice', 'region', 'expert', 'round'].map((column) => t(`results:column.${column}`));
  const ends = [t('results:column.sheetTotal'), t('results:column.submitted', { zone: timeZone })];
  yield byteOrderMark + csvLine([...heads, ...criteria.map((id) => titles.get(id) ?? id), ...ends]);
  const lineOf = lines(table, { criteria, t, locale });
  for await (const sheets of table.pages) yield sheets.map(lineOf).join('');
}

/** What repeats itself from sheet to sheet is put into cells once. */
function lines(
  { names, totalOf }: ScoreTable,
  { criteria, t, locale }: { criteria: readonly string[] } & Pick<Words, 't' | 'locale'>,
): (sheet: ScoredSheet) => string {
  const cell = csvCells();
  const points = (decimal: string) => cell(locale === 'ru' ? decimal.replace('.', ',') : decimal);
  const rounds = { planned: csvCell(t('results:scores.planned')), extra: csvCell(t('results:scores.extra')) };
  const notJudged = csvCell(t('results:how.notJudged'));
  let [entry, begin, count] = ['', '', 0];
  return (sheet) => {
    if (sheet.entryId !== entry) {
      begin = `${csvCell(sheet.number)};${csvCell(sheet.title)};${cell(sheet.region)};`;
      [entry, count] = [sheet.entryId, 0];
    }
    count += 1;
    const expert = names ? (names.get(sheet.expertId) ?? '') : t('results:how.expert', { n: count });
    let line = `${begin}${cell(expert)};${rounds[sheet.kind]};`;
    for (const id of criteria)
      line += `${sheet.cannotJudge?.includes(id) ? notJudged : points(sheet.scores[id] ?? '')};`;
    return `${line}${points(totalOf(sheet))};${sheet.submittedAt}\n`;
  };
}
