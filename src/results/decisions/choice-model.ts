import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Problem } from '../../platform/http/problems/problem.js';
import { isNamed, type NamedOutcome } from '../../domain/results/decisions/award.js';
import type { Outcome } from '../../domain/cycles/outcome.js';
import { decisionRulesFrom, foreseenOf } from '../../domain/cycles/decision-rules.js';
import { formWith, type FormView } from '../../platform/http/pages/form-view.js';
import type { Translator } from '../../platform/web/i18n.js';
import type { Award } from '../awards/award.entity.js';
import { isBeforeBody, lackingSheets } from '../../domain/results/decisions/contenders.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import type { PutToVote } from '../../domain/results/sittings/motion.js';
import { saidOf } from '../sittings/ballot-words.js';
import { titlesOf } from '../access/visible-cycle-model.js';
import { inOrder, outcomeStatus } from '../awards/outcome-words.js';
import { placeText, selectionReason } from '../rankings/ranking-words.js';
import type { VisibleCycle } from '../access/visible-cycle.reader.js';
import type { RankedNomination } from '../ranking-table/ranking-table.reader.js';

/** So many beyond the foreseen are offered at first. */
const offered = 12;

/** What is decided at a sitting on its page: everything but what regions decide. */
export type ChosenOutcome = NamedOutcome | 'recommended';

export interface ChoiceFacts {
  nomination: Nomination;
  outcome: ChosenOutcome;
  found: RankedNomination | null;
  /** Whether all entries are asked for. */
  all: boolean;
  link: (part: { outcome?: ChosenOutcome; all?: '1' }) => string;
  form: FormView | undefined;
  /** Whether what the sitting decided is published: then it stands. */
  published: boolean;
  mayDecide: boolean;
  mayUndo: boolean;
  /** Why nothing can be decided now; null where it can, or where all is published. */
  hindrance: Problem | null;
  /** What was put to the vote at the sitting. */
  ballots: readonly PutToVote[];
  mayRun: boolean;
  t: Translator;
}

/** The kinds that this cycle awards and that are decided here, the highest first. */
export function kindsOf({ edition }: Pick<VisibleCycle, 'edition'>): ChosenOutcome[] {
  const isHere = (outcome: Outcome): outcome is ChosenOutcome => isNamed(outcome) || outcome === 'recommended';
  return decisionRulesFrom(edition.decisionRules).kinds.filter(isHere);
}

/** The form in which one outcome of one nomination is decided. */
export function choiceModel(visible: VisibleCycle, facts: ChoiceFacts) {
  const { nomination, outcome, found, link, t } = facts;
  const form = facts.form ?? formWith();
  const awards = found?.awards ?? [];
  const named = new Map(awards.filter((each) => each.outcome === outcome).map((each) => [each.submissionId, each]));
  const nobody = found?.nobody.find((each) => each.outcome === outcome);
  const lacking = found ? lackingSheets(found.ranking).reduce((total, count) => total + count, 0) : 0;
  const rows = rowsOfChoice(visible, facts, named);
  const common = commonReason(named) || (nobody?.reason ?? '');
  const apart = outcome === 'recommended' || outcome === 'special-mention';
  const vote = voteModel(visible, facts);
  return {
    id: nomination.id,
    title: nomination.title,
    ranked: found !== null,
    rankingHref: `/cycles/${visible.cycle.id}/ranking?nomination=${nomination.id}`,
    outcome,
    isReserve: outcome === 'reserve',
    tabs: kindsOf(visible).map((each) => ({
      href: link({ outcome: each }),
      label: t(`results:outcomes.${each}`),
      current: each === outcome,
    })),
    hint: hintOf(outcome, foreseenOf(outcome, visible.edition), t),
    button: t(`results:decision.verb.${outcome}`),
    form,
    ground: textOf(form.values['ground']) || (apart ? '' : common),
    ...rows,
    decided: decidedRows(visible, facts),
    proposal: rows.isProposed && found ? proposalWords(found.proposal.scenario, t) : '',
    lacking: lacking > 0 && outcome !== 'recommended' ? t('results:decision.despiteHint', { n: lacking }) : '',
    despite: textOf(form.values['despite']) || ([...named.values()][0]?.despite ?? nobody?.despite ?? ''),
    published: facts.published,
    mayDecide: facts.mayDecide,
    mayUndo: facts.mayUndo,
    hindrance: facts.hindrance,
    mayVote: facts.mayRun && !facts.published,
    ...vote,
  };
}

/** What the last ballot of the sitting said of an entry, or of nobody, in words. */
const voteOn = (entryId: string | null, { nomination, outcome, ballots, t }: ChoiceFacts) =>
  saidOf({ nominationId: nomination.id, outcome, regionCode: null, entryId }, ballots, t);

/** What the rule asks of ballots, and what may be recorded now. */
function voteModel({ edition }: VisibleCycle, facts: ChoiceFacts) {
  const { nomination, outcome, ballots, t } = facts;
  const isNeeded = publicationRulesFrom(edition.publicationRules).sittings.ballots === 'each-decision';
  const isCarried = ballots.some(
    ({ motion, carried }) => carried && motion.nominationId === nomination.id && motion.outcome === outcome,
  );
  const nobody = voteOn(null, facts);
  return {
    voteNeeded: isNeeded && !isCarried ? t('results:vote.needed') : '',
    voteHint: t(isNeeded ? 'results:vote.hintNeeded' : 'results:vote.hint'),
    voteOnNobody: nobody && { ...nobody, title: t(`results:nobody.${outcome}`) },
  };
}

function rowsOfChoice(visible: VisibleCycle, facts: ChoiceFacts, named: ReadonlyMap<string, Award>) {
  const { outcome, found, t } = facts;
  const form = facts.form ?? formWith();
  const sent = facts.form ? sentOf(facts.form) : null;
  const isProposed = outcome === 'finalist' && named.size === 0 && !sent;
  const selected = new Map(found?.proposal.selection.rows.map((row) => [row.entryId, row]));
  const titles = titlesOf(visible, found?.facts);
  const gone = new Set(found?.withdrawn);
  const contenders = [
    ...(found?.ranked ?? []).map((row) => ({ ...row, placeText: placeText(row.place) })),
    ...(found?.unranked ?? []).filter(isBeforeBody).map((row) => ({ ...row, placeText: '—', totalShown: null })),
  ].filter(({ entryId }) => !gone.has(entryId));
  const first = visible.edition.finalistsForeseen + offered;
  const isIn = (entryId: string) => named.has(entryId) || sent?.has(entryId) === true;
  const isOut = (entryId: string) => isProposed && selected.get(entryId)?.selected === true;
  const isVoted = (entryId: string) => voteOn(entryId, facts)?.tone === 'ok';
  const shown = contenders.filter(
    ({ entryId }, index) =>
      facts.all || index < first || isIn(entryId) || isOut(entryId) || voteOn(entryId, facts) !== null,
  );
  const common = commonReason(named);
  return {
    isProposed,
    rows: shown.map(({ entryId, registerNumber, regionCode, placeText: place, totalShown, sheets }) => ({
      id: entryId,
      place,
      number: registerNumber,
      title: found?.cards[entryId]?.title ?? registerNumber,
      region: found?.cards[entryId]?.region ?? regionCode,
      total: totalShown,
      sheets: t('results:sheetsOf', { n: sheets, of: found?.assigned.get(entryId) ?? sheets }),
      checked: sent
        ? sent.has(entryId)
        : isOut(entryId) || named.has(entryId) || (named.size === 0 && isVoted(entryId)),
      why: selected.has(entryId) ? selectionReason(selected.get(entryId)!.reason, titles, t) : '',
      vote: voteOn(entryId, facts),
      held: heldWords(found?.awards ?? [], { entryId, outcome, t }),
      order: textOf(form.values[`order-${entryId}`]) || String(named.get(entryId)?.reserveOrder ?? ''),
      // What stands for all is written once, below.
      reason: textOf(form.values[`reason-${entryId}`]) || ownReason(named.get(entryId), common),
    })),
    shown: t('results:ranking.shown', { n: shown.length, of: contenders.length }),
    allLink:
      shown.length < contenders.length ? { href: facts.link({ all: '1' }), label: t('results:ranking.all') } : null,
  };
}

/** What was said of all who have no reason of their own. */
const commonReason = (named: ReadonlyMap<string, Award>) =>
  [...named.values()].find(({ ownReason: own }) => own === '')?.reason ?? '';

const sentOf = (form: FormView) => new Set([form.values['chosen'] ?? []].flat() as string[]);

/** What else an entry has: whoever makes up a reserve must see who is a finalist. */
function heldWords(awards: readonly Award[], facts: { entryId: string; outcome: Outcome; t: Translator }): string {
  const own = awards.filter(({ submissionId, outcome }) => submissionId === facts.entryId && outcome !== facts.outcome);
  return inOrder(own)
    .map(({ outcome, reserveOrder }) => outcomeStatus(outcome, facts.t, reserveOrder).word)
    .join(', ');
}

/** Everything that is decided of the nomination, with how it is taken back. */
function decidedRows(visible: VisibleCycle, { found, mayRun, t }: ChoiceFacts) {
  return [
    ...inOrder(found?.awards ?? []).map((award) => ({
      id: award.id,
      ...outcomeStatus(award.outcome, t, award.followsId ? null : award.reserveOrder),
      title: found?.cards[award.submissionId]?.title ?? '',
      reason: award.reason,
      despite: award.despite ? t('results:protocol.despite', { reason: award.despite }) : '',
      withdrawHref: mayRun ? `/cycles/${visible.cycle.id}/decisions/entries/${award.submissionId}/withdraw` : '',
    })),
    ...(found?.nobody ?? []).map(({ id, outcome, reason, despite }) => ({
      id,
      word: t(`results:nobody.${outcome}`),
      mark: 'dash',
      tone: 'no',
      title: reason,
      reason: '',
      despite: despite ? t('results:protocol.despite', { reason: despite }) : '',
      withdrawHref: '',
    })),
  ];
}

function hintOf(outcome: ChosenOutcome, foreseen: number | null, t: Translator): string {
  if (outcome === 'recommended') return t('results:decision.recommendHint');
  if (outcome === 'special-mention') return t('results:decision.mentionHint');
  if (outcome === 'reserve') return t('results:decision.reserveHint', { n: foreseen ?? 0 });
  return t('results:decision.hint', { n: foreseen ?? 0 });
}

const proposalWords = (scenario: { title: string } | null, t: Translator) =>
  scenario ? t('results:decision.byScenario', { title: scenario.title }) : t('results:decision.proposal');

const ownReason = (award: Award | undefined, common: string) =>
  award ? award.ownReason || (award.reason === common ? '' : award.reason) : '';

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
