import type { Closing, LongerTerm } from '../../domain/cycles/closing.js';
import { formatDeadline, formatInstant } from '../../platform/web/format.js';
import { translator, type Locale, type Translator } from '../../platform/web/i18n.js';

interface Said {
  nominations: readonly { id: string; title: string }[];
  deadline: (at: Date) => string;
  instant: (at: Date) => string;
  t: Translator;
}

/** When the intake closes and for whom, in one sentence without its full stop. */
export function closingWords(closing: Closing, said: Said): string {
  const { state, opensAt, closesAt, longer, graceMinutes } = closing;
  const { t, deadline, instant } = said;
  const hasEnded = state === 'extended' || state === 'closed';
  const values = { until: deadline(closesAt), from: instant(opensAt) };
  return [
    t(`terms:closing.${state === 'extended' ? 'closed' : state}`, values),
    ...longer.map((term) => {
      const how = !hasEnded ? 'until' : term.isOpen ? 'extended' : 'over';
      return t(`terms:closing.${how}`, { whom: whomWords(term, closing, said), until: deadline(term.closesAt) });
    }),
    ...(graceMinutes ? [t('terms:closing.grace', { n: graceMinutes })] : []),
  ].join('; ');
}

/** The same for a page, in the contest's own time unless the reader's is given. */
export function closingSentence(
  closing: Closing,
  { cycle, nominations }: { cycle: { timeZone: string }; nominations: Said['nominations'] },
  { locale, now, timeZone = cycle.timeZone }: { locale: Locale; now: Date; timeZone?: string },
): string {
  const format = { locale, timeZone, now, closesIn: cycle.timeZone };
  return closingWords(closing, {
    nominations,
    deadline: (at) => formatDeadline(at, format),
    instant: (at) => formatInstant(at, format),
    t: translator(locale),
  });
}

/** Whether some have longer than everybody; else the plain term says all. */
export const hasLonger = ({ longer }: Closing): boolean => longer.length > 0;

function whomWords({ of, ids }: LongerTerm, { reader }: Closing, { nominations, t }: Said): string {
  const n = ids.length;
  if (of !== 'nomination') return t(`terms:closing.${reader === 'entrant' ? 'own' : 'whom'}.${of}`, { n });
  const titles = nominations.filter(({ id }) => ids.includes(id)).map(({ title }) => `«${title}»`);
  return t('terms:closing.whom.nomination', { n, titles: titles.join(', ') });
}
