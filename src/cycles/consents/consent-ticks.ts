import type { EntryConsent } from '../../domain/cycles/entry-rules.js';
import type { ConsentGiven } from '../../domain/submissions/consents.js';
import type { Translator } from '../../platform/web/i18n.js';

/** A document of a contest that was ticked in a form. */
export interface ConsentTick extends ConsentGiven {
  cycleId: string;
}

/** What stands in a form beside each document that is to be agreed to: `partials/cycles/consent-ticks`. */
export function consentTicks(
  missing: readonly EntryConsent[],
  {
    cycleId,
    sent,
    error = '',
    t,
  }: { cycleId: string; sent: Record<string, unknown>; error?: string | undefined; t: Translator },
) {
  const ticked = [sent['consent'] ?? []].flat();
  return missing.map(({ kind, version, text }) => {
    const value = `${cycleId} ${kind} ${version}`;
    return {
      id: `consent-${cycleId}-${kind}`,
      value,
      title: t(`people:kind.${kind}`),
      version: t('people:version', { version }),
      text,
      checked: ticked.includes(value),
      error: ticked.includes(value) ? '' : error,
    };
  });
}

/** The documents that were ticked, with the versions that stood there. */
export function ticksOf(sent: Record<string, unknown>): ConsentTick[] {
  return [sent['consent'] ?? []].flat().flatMap((value) => {
    const [cycleId, kind, ...version] = typeof value === 'string' ? value.split(' ') : [];
    return cycleId && kind === 'processing' && version.length > 0
      ? [{ cycleId, kind, version: version.join(' ') }]
      : [];
  });
}
