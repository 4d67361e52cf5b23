import { ruleWords } from '../../cycles/counting/rule-words.js';
import { outcomes } from '../../domain/cycles/outcome.js';
import type { ProtocolTwin, TwinNomination } from '../../domain/results/protocols/protocol.js';
import type { RegionalNomination } from '../../domain/results/decisions/regional.js';
import { formatDay, formatNumber } from '../../platform/web/format.js';
import { translator, type Locale, type Translator } from '../../platform/web/i18n.js';
import type { Approval } from './approval.entity.js';
import type { ProtocolSignature } from '../protocol-paper/protocol-document.js';
import { outcomeStatus } from '../awards/outcome-words.js';
import { placeText } from '../rankings/ranking-words.js';
import { homeZone } from '../../domain/kernel/local-day.js';

const rankedShown = 10;

/** A protocol for the screen: everything stands in its twin; long rankings are cut, the paper has them whole. */
export function protocolModel(
  twin: ProtocolTwin,
  { locale, now, timeZone }: { locale: Locale; now: Date; timeZone: string },
) {
  const t = translator(locale);
  const titles = new Map(twin.criteria.map(({ id, title }) => [id, title]));
  const day = (on: string) => formatDay(on, { locale, timeZone, now, year: 'always' });
  const { members, present, recused } = twin.attendance;
  const rule = twin.nominations[0]?.input.rule;
  return {
    number: twin.number,
    body: twin.body,
    competition: t('results:protocol.competition', { title: twin.competition, year: twin.year }),
    opening: [day(twin.on), twin.place, t(`results:form.${twin.form}`)].join(', '),
    attendance: t('results:protocol.attendance', { present, members, recused }),
    quorum: t(present >= twin.quorumNeeded ? 'results:protocol.quorum' : 'results:protocol.noQuorum', {
      needed: twin.quorumNeeded,
    }),
    attendees: twin.attendees.join(', '),
    chair: twin.chair,
    secretary: twin.secretary,
    regulation: twin.regulation.on
      ? t('results:protocol.regulation', { number: twin.regulation.protocolNumber, on: day(twin.regulation.on) })
      : t('results:protocol.regulationUndated', { number: twin.regulation.protocolNumber }),
    rule: rule ? ruleWords(rule, titles, t) : [],
    notes: twin.notes,
    hash: twin.sha256,
    nominations: twin.nominations.map((nomination) => nominationModel(nomination, t, locale)),
    regional: (twin.regional ?? []).map((nomination) => regionalModel(nomination, t)),
  };
}

function nominationModel(nomination: TwinNomination, t: Translator, locale: Locale) {
  const digits = nomination.input.decimals;
  const titleOf = (entryId: string) => nomination.cards[entryId]?.title ?? '';
  const { notAwarded = [], withdrawn = [] } = nomination;
  return {
    title: nomination.title,
    counts: t('results:protocol.counts', {
      entries: nomination.input.entries.length,
      ranked: nomination.ranking.rows.length,
      sheets: nomination.input.sheets.length,
    }),
    decisions: nomination.decisions.map(({ entryId, outcome, place, departure, reason, order, despite }) => {
      const card = nomination.cards[entryId];
      const row = nomination.ranking.rows.find((each) => each.entryId === entryId);
      return {
        ...outcomeStatus(outcome, t, order),
        title: card?.title ?? '',
        about: [card?.organisation, card?.region].filter(Boolean).join(', '),
        place: place === null ? t('results:protocol.noPlace') : t('results:protocol.place', { place }),
        total: row ? formatNumber(row.totalShown, { locale, digits }) : '',
        departure,
        reason,
        despite: despite ? t('results:protocol.despite', { reason: despite }) : '',
      };
    }),
    nobody: notAwarded.map(({ outcome, reason, despite }) => ({
      word: t(`results:nobody.${outcome}`),
      reason,
      despite: despite ? t('results:protocol.despite', { reason: despite }) : '',
    })),
    withdrawn: withdrawn.map(({ entryId, reason, held }) =>
      t('results:protocol.withdrawn', {
        title: titleOf(entryId),
        held: held.map((outcome) => t(`results:outcome.${outcome}`).toLowerCase()).join(', '),
        reason,
      }),
    ),
    scenario: nomination.selection?.scenario
      ? t('results:protocol.scenario', nomination.selection.scenario as unknown as Record<string, string>)
      : '',
    summary: [
      ...outcomes.flatMap((outcome) => {
        const named = nomination.decisions.filter((decision) => decision.outcome === outcome);
        const texts = named.map(({ entryId }) => `«${titleOf(entryId)}» (${nomination.cards[entryId]?.region ?? ''})`);
        const word = t(named.length > 1 ? `results:outcomes.${outcome}` : `results:outcome.${outcome}`);
        return named.length > 0 ? [`${word}: ${texts.join(', ')}.`] : [];
      }),
      ...notAwarded.map(({ outcome, reason }) => `${t(`results:nobody.${outcome}`)}: ${reason}.`),
    ],
    rows: nomination.ranking.rows.slice(0, rankedShown).map((row) => ({
      place: placeText(row.place),
      number: row.registerNumber,
      title: titleOf(row.entryId),
      region: nomination.cards[row.entryId]?.region ?? row.regionCode,
      total: formatNumber(row.totalShown, { locale, digits }),
    })),
    more: Math.max(0, nomination.ranking.rows.length - rankedShown),
  };
}

function regionalModel({ title, entries, decisions, cards, notAwarded = [] }: RegionalNomination, t: Translator) {
  return {
    title,
    counts: t('results:regional.entries', { n: entries.length }),
    decisions: decisions.map(({ entryId, reason }) => ({
      ...outcomeStatus('regional-laureate', t),
      title: cards[entryId]?.title ?? '',
      about: [cards[entryId]?.organisation, cards[entryId]?.region].filter(Boolean).join(', '),
      reason,
    })),
    nobody: notAwarded.map(({ regionCode, reason }) => ({
      word: t('results:nobody.regional-laureate'),
      region: regionOf(entries, cards, regionCode),
      reason,
    })),
  };
}

function regionOf(
  entries: RegionalNomination['entries'],
  cards: RegionalNomination['cards'],
  regionCode: string,
): string {
  const own = entries.find((entry) => entry.regionCode === regionCode);
  return (own && cards[own.id]?.region) ?? regionCode;
}

/** The paper says the time of Moscow, and that it does. */
const paperZone = homeZone;
const signedFormat = new Intl.DateTimeFormat('ru-RU', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: paperZone,
});
const capacities: Record<string, string> = { chair: 'Председатель', secretary: 'Секретарь', organizer: 'Организатор' };

/** Signatures for the paper, which is Russian whatever the language of the page. */
export function paperSignatures(approvals: readonly Approval[]): ProtocolSignature[] {
  return approvals.map(({ userName, capacity, approvedAt }) => ({
    name: userName,
    capacity: capacities[capacity] ?? capacity,
    signedAt: `${signedFormat.format(approvedAt)} (МСК)`,
  }));
}

/** The two boxes: who has signed, and who is awaited. */
export function signsOf(approvals: readonly Approval[], locale: Locale) {
  const t = translator(locale);
  return [0, 1].map((index) => {
    const place = t(index === 0 ? 'results:sign.first' : 'results:sign.second');
    const approval = approvals[index];
    if (!approval) return { place, name: '', role: t('results:sign.who') };
    return {
      place,
      name: approval.userName,
      role: t(`results:capacity.${approval.capacity}`),
      at: approval.approvedAt,
      hash: shortHash(approval.hash),
    };
  });
}

export const shortHash = (hash: string) =>
  `${hash.slice(0, 4)} ${hash.slice(4, 8)} ${hash.slice(8, 12)} … ${hash.slice(-4)}`;
