import type { EntryConsentKind } from '../../domain/cycles/entry-rules.js';
import type { ConsentStanding } from '../../domain/submissions/consents.js';
import type { Translator } from '../../platform/web/i18n.js';

/** How a consent stands, as a row of a page: the document, the word with its mark, the version and the instant. */
export function standingWords(
  kind: EntryConsentKind,
  standing: ConsentStanding,
  { version, t }: { version: string; t: Translator },
) {
  const isOlder = standing.state === 'given' && standing.consentVersion !== version;
  const state = isOlder ? 'older' : standing.state;
  return {
    kind,
    title: t(`people:kind.${kind}`),
    word: t(`people:state.${state}`),
    mark: { open: 'empty', given: 'full', older: 'half', withdrawn: 'cross' }[state],
    tone: { open: 'wait', given: 'ok', older: 'wait', withdrawn: 'no' }[state],
    version: standing.state === 'open' ? '' : t('people:version', { version: standing.consentVersion }),
    at: standing.state === 'open' ? null : standing.at,
    isGiven: standing.state === 'given' && !isOlder,
    mayWithdraw: standing.state === 'given',
  };
}
