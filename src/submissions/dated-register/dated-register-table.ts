import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { FormVersion } from '../../cycles/forms/form-version.entity.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Region } from '../../cycles/reference/region.entity.js';
import type { FormField } from '../../domain/cycles/form.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { sha256 } from '../../platform/ids.js';
import { formatInstant } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import type { LateRow } from '../register/late-refusals.queries.js';
import { textOfAnswer } from '../writing/changes-model.js';
import { wordsIn } from '../writing/entry-form-model.js';
import type { DatedEntry } from './dated-register.reader.js';

interface Facts {
  cycle: Cycle;
  nominations: readonly Nomination[];
  forms: ReadonlyMap<string, FormVersion>;
  regions: ReadonlyMap<string, Region>;
  /** What came after its close, below the received ones. */
  late: readonly LateRow[];
  /** The fields of the nomination's form that become columns. */
  fields: readonly FormField[];
  at: Date;
  locale: Locale;
  t: Translator;
}

/** The register as cells, the same in every file, and the hash by which it is known again. */
export interface RegisterTable {
  head: string[];
  rows: string[][];
  /** SHA-256 of the canonical JSON of the instant, the head and the rows. */
  hash: string;
}

const columns = [
  'number',
  'practice',
  'nomination',
  'region',
  'organisation',
  'revision',
  'first',
  'when',
  'state',
  'reason',
];

/** Times are the contest's own, with the year; what an answer says is told as it is read. */
export function tableAt(entries: readonly DatedEntry[], facts: Facts): RegisterTable {
  const { cycle, nominations, forms, regions, fields, late, at, locale, t } = facts;
  const titles = new Map(nominations.map(({ id, title }) => [id, title]));
  const instant = (when: Date) =>
    formatInstant(when, { locale, timeZone: cycle.timeZone, year: 'always', seconds: true });
  const head = [
    ...columns.map((column) => t(`submissions:dated.column.${column}`)),
    ...fields.map(({ label }) => wordsIn(label, locale)),
  ];
  const rows = entries.map((entry) => {
    const own = forms.get(entry.formVersionId)?.fields ?? [];
    return [
      entry.number,
      entry.title || t('submissions:untitled'),
      titles.get(entry.nominationId) ?? '',
      entry.organisation.regionName,
      entry.organisation.name,
      String(entry.revision),
      instant(entry.firstSubmittedAt),
      instant(entry.submittedAt),
      t(entry.stood.isLapsed ? 'submissions:dated.lapsed' : `submissions:state.${entry.stood.state}`),
      entry.stood.reason,
      ...fields.map(({ id }) => {
        const field = own.find((one) => one.id === id);
        return field ? textOfAnswer(field, entry.answers, locale) : '';
      }),
    ];
  });
  // What came late has no revision, and its title is nobody's business.
  const lateRows = late.map((row) => [
    row.registerNumber ?? '',
    t('terms:late.practice'),
    row.nomination,
    regions.get(row.regionCode)?.nameRu ?? row.regionCode,
    row.organisation,
    '',
    '',
    instant(row.arrivedAt),
    t('terms:late.state'),
    t('terms:late.reason', { until: instant(row.closesAt) }),
    ...fields.map(() => ''),
  ]);
  rows.push(...lateRows);
  return { head, rows, hash: sha256(canonicalJson({ at: at.toISOString(), head, rows })) };
}
