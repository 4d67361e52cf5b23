import { fates } from '../../domain/accounts/erasure.js';
import type { Translator } from '../../platform/web/i18n.js';
import type { Kept } from './erasure.queries.js';

const marks = { goes: 'cross', nameless: 'half', stays: 'full' } as const;

/** What is kept, what becomes of it, and why what stays must stay; kinds of which there is nothing are left out. */
export function keptRows(kept: Kept, t: Translator) {
  return Object.entries(fates)
    .filter(([kind]) => (kept[kind] ?? 0) > 0)
    .map(([kind, fate]) => ({
      what: t(`erasure:kind.${kind}`),
      count: kind === 'account' ? '' : String(kept[kind]),
      fate: t(`erasure:fate.${fate}`),
      mark: marks[fate],
      why: t(`erasure:why.${kind}`),
    }));
}
