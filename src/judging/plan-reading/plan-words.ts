import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { NoPairReason, PairReasons } from '../../domain/assignment/plans/explain-pair.js';
import type { PlanFigures } from '../../domain/assignment/plans/plan-figures.js';
import type { Exclusion } from '../../domain/assignment/problem/exclusion.js';
import type { InfeasibleHelp } from '../../domain/assignment/problem/problem.js';
import { formatNumber } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import type { AssignmentPlan } from '../assignment/assignment-plan.entity.js';
import type { PlanHead } from './plan.queries.js';
import type { Impossible } from '../plans/plan-tasks.service.js';

const marks = {
  proposed: { mark: 'empty', tone: 'wait' },
  published: { mark: 'full', tone: 'ok' },
  dropped: { mark: 'dash', tone: '' },
};

export function planStatus(state: AssignmentPlan['state'], t: Translator) {
  return { word: t(`judging:assign.state.${state}`), ...marks[state] };
}

export function originWords({ origin, note }: Pick<PlanHead, 'origin' | 'note'>, t: Translator): string {
  return t(`judging:plan.origin.${origin}`, { note });
}

export function scopeWords(
  nominationIds: readonly string[],
  nominations: readonly Nomination[],
  t: Translator,
): string {
  const chosen = nominations.filter(({ id }) => nominationIds.includes(id));
  return chosen.length === 0 ? t('judging:plan.scope.all') : chosen.map(({ title }) => title).join(', ');
}

/** A line of the list of plans. */
export function planRow(plan: PlanHead, nominations: readonly Nomination[], t: Translator, home: string) {
  const { summary } = plan;
  return {
    href: `${home}/${plan.id}`,
    at: plan.createdAt,
    origin: originWords(plan, t),
    scope: scopeWords(plan.nominationIds, nominations, t),
    ...planStatus(plan.state, t),
    entries: summary.entries,
    loads: loadRange(summary.minLoad, summary.maxLoad),
    ...worthWords(plan, t),
  };
}

/** Match and distance from the best; nothing for lots, which do not look at them. */
export function worthWords({ origin, report }: Pick<PlanHead, 'origin' | 'report'>, t: Translator) {
  if (!report || origin === 'draw') return { objective: '–', gap: '–' };
  const shown = (n: number) => t('judging:plan.value', { n });
  return { objective: shown(report.objective), gap: shown(report.gap) };
}

export const loadRange = (min: number, max: number): string => (min === max ? String(min) : `${min}–${max}`);

/** How far the plan is from the best, in a word and a sentence. */
export function proofWords(report: PlanFigures, origin: AssignmentPlan['origin'], t: Translator) {
  if (origin === 'draw')
    return { kind: 'news', lead: t('judging:plan.proof.draw'), text: t('judging:plan.proof.drawText') };
  if (report.gap <= 0 && report.isProven)
    return { kind: 'ok', lead: t('judging:plan.proof.best'), text: t('judging:plan.proof.bestText') };
  if (report.gap <= 0) return { kind: 'ok', lead: t('judging:plan.proof.best'), text: t('judging:plan.proof.solver') };
  return {
    kind: 'news',
    lead: t('judging:plan.proof.gap', { gap: report.gap }),
    text: t(report.joined ? 'judging:plan.proof.joined' : 'judging:plan.proof.gapText'),
  };
}

export function planFiguresWords(plan: AssignmentPlan, report: PlanFigures, t: Translator) {
  const match =
    plan.origin === 'draw'
      ? []
      : [
          {
            label: t('judging:plan.objective'),
            value: report.objective,
            note: t('judging:plan.bound', { n: report.bound }),
          },
        ];
  return [
    ...match,
    { label: t('judging:assign.entries'), value: plan.summary.entries, note: coverWords(report, t) },
    { label: t('judging:assign.experts'), value: plan.summary.experts },
    {
      label: t('judging:assign.loads'),
      value: loadRange(report.loads.min, report.loads.max),
      note: t(report.isEven ? 'judging:plan.even' : 'judging:plan.uneven'),
    },
  ];
}

function coverWords({ short, complete }: PlanFigures, t: Translator): string {
  return short === 0 ? t('judging:plan.covered') : t('judging:plan.short', { n: short, of: short + complete });
}

/** How many experts have how many entries. */
export function histogramOf({ loads }: PlanFigures) {
  const most = Math.max(1, ...loads.histogram.map(({ experts }) => experts));
  return loads.histogram.map(({ load, experts }) => ({ load, experts, share: Math.round((100 * experts) / most) }));
}

export function conflictWords(report: PlanFigures, t: Translator) {
  return Object.entries(report.conflictsAvoided)
    .sort(([, a], [, b]) => b - a)
    .map(([source, pairs]) => ({ term: t(`judging:source.${source}`), value: String(pairs) }));
}

/** Whether scores can be compared, and how often two entries would stand in the wrong order. */
export function qualityWords(report: PlanFigures, t: Translator, locale: Locale) {
  const percent = (share: number) => formatNumber(100 * share, { locale, digits: 1 });
  return {
    connected: report.parts.length <= 1,
    graph:
      report.parts.length <= 1
        ? t('judging:plan.connected')
        : t('judging:plan.parts', {
            n: report.parts.length,
            sizes: report.parts
              .map(({ entries }) => entries)
              .slice(0, 6)
              .join(', '),
          }),
    errors: report.rankErrors.map((error) => ({
      term: t('judging:plan.errorAt', { k: error.reviews }),
      value: t('judging:plan.errorValue', { n: percent(error.discordant) }),
    })),
  };
}

export function impossibleWords(impossible: Impossible, t: Translator) {
  const { nomination, entryNames, expertNames, needed, available, reason } = impossible;
  const where = nomination ?? (entryNames.length > 0 ? entryNames.slice(0, 4).join(', ') : t('judging:plan.scope.all'));
  return {
    lead: t(`judging:plan.impossible.${reason}`, { where, needed, available, entry: entryNames[0] ?? '' }),
    entries: entryNames.join(', '),
    experts: expertNames.join(', '),
    helps: impossible.helps.map((help) => helpWords(help, t)),
  };
}

function helpWords(help: InfeasibleHelp, t: Translator): string {
  if (help.kind === 'fewer-reviews') return t('judging:plan.help.fewer-reviews', { n: help.reviews });
  if (help.kind === 'higher-cap') return t(`judging:plan.help.higher-cap.${help.of}`);
  return t(`judging:plan.help.${help.kind}`, { n: help.count });
}

/** Why this expert: facts, then what the whole would lose. */
export function reasonWords(reasons: PairReasons, names: ReadonlyMap<string, string>, t: Translator): string[] {
  const { sharedSpheres, load, max, isFixed, loss, instead, affinity } = reasons;
  const wish = affinity - sharedSpheres.length;
  return [
    sharedSpheres.length > 0
      ? t('judging:why.spheres', { n: sharedSpheres.length, list: sharedSpheres.join(', ') })
      : t('judging:why.noSpheres'),
    ...(wish > 0 ? [t('judging:why.eager')] : []),
    ...(wish < 0 ? [t('judging:why.reluctant')] : []),
    t('judging:why.load', { load, max }),
    ...(isFixed ? [t('judging:why.fixed')] : []),
    ...(!isFixed && loss !== null ? [lossWords(loss, instead, names, t)] : []),
  ];
}

function lossWords(loss: number, instead: string | null, names: ReadonlyMap<string, string>, t: Translator): string {
  const who = (instead && names.get(instead)) || '';
  if (loss <= 0) return who ? t('judging:why.equal', { who }) : t('judging:why.equalNobody');
  return who ? t('judging:why.loss', { n: loss, who }) : t('judging:why.lossNobody', { n: loss });
}

export function exclusionWords(exclusion: Exclusion, t: Translator): string {
  if (exclusion.code === 'conflict')
    return t('judging:why.conflict', { source: t(`judging:source.${exclusion.source}`) });
  return t(`judging:why.${exclusion.code}`);
}

/** Why not that one. */
export function objectionWords(reason: NoPairReason, names: ReadonlyMap<string, string>, t: Translator): string {
  switch (reason.code) {
    case 'conflict':
    case 'forbidden':
    case 'panel':
      return exclusionWords(reason, t);
    case 'cap':
      return t(`judging:why.cap.${reason.kind}`, { n: reason.most });
    case 'full':
      return t('judging:why.full', { load: reason.load, max: reason.max, n: reason.loss });
    case 'worse': {
      const who = (reason.instead && names.get(reason.instead)) || '';
      if (reason.loss <= 0) return t('judging:why.asGood');
      return who ? t('judging:why.worse', { n: reason.loss, who }) : t('judging:why.worseNobody', { n: reason.loss });
    }
    default:
      return t(`judging:why.${reason.code}`);
  }
}
