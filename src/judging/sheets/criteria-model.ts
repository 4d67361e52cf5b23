import { decimalText, exact, sum } from '../../domain/kernel/decimal.js';
import { endsOf, isOnScale, type Scale } from '../../domain/judging/score-sheet.js';
import { type CriterionKind, hasPoints, pickOf, traitsOf } from '../../domain/ranking/criterion-kind.js';
import { type PickedEntry, pickProblems } from '../../domain/judging/picks.js';
import type { Translator } from '../../platform/web/i18n.js';
import { pickChoices, pickNote, pickWords } from './pick-model.js';
import type { SheetRules } from './sheet-rules.queries.js';

const mostButtons = 21;

/** The points of a scale as buttons; none where they are too many to stand side by side. */
export function scaleOf(scale: Scale): string[] {
  const points: string[] = [];
  const step = exact(scale.scaleStep);
  for (let at = exact(scale.scaleMin); at.lte(exact(scale.scaleMax)); at = at.add(step)) {
    if (points.length === mostButtons) return [];
    points.push(short(decimalText(at, 4)));
  }
  return points;
}

/** The weighted sum so far; what is not scored yet adds nothing, and what cannot be judged is not expected either. */
export function sumOf(
  scores: Record<string, string>,
  criteria: readonly (Scale & { id: string; weight: string; kind?: CriterionKind })[],
  cannotJudge: readonly string[] = [],
): { given: string; max: string } {
  const judged = criteria.filter(({ id, kind }) => hasPoints(kind) && !cannotJudge.includes(id));
  const given = judged.flatMap((criterion) => {
    const score = scores[criterion.id];
    return score !== undefined && isOnScale(score, criterion) ? [exact(score).mul(exact(criterion.weight))] : [];
  });
  const max = sum(judged.map((criterion) => exact(endsOf(criterion).scaleMax).mul(exact(criterion.weight))));
  return { given: short(decimalText(sum(given), 2)), max: short(decimalText(max, 2)) };
}

/** What a sheet says, as far as a form shows it. */
export interface SheetWords {
  scores: Record<string, string>;
  cannotJudge: readonly string[];
  remarks: Record<string, string>;
}

/** The criteria of a sheet as the template shows them: buttons, a number, levels, yes or no, or words alone. */
export function criteriaModel(
  { criteria, cannotJudge: rule, judging }: SheetRules,
  { scores, cannotJudge, remarks }: SheetWords,
  { t, frozen, others = [] }: { t: Translator; frozen: boolean; others?: readonly PickedEntry[] },
) {
  const apart = new Set(pickProblems(scores, others, criteria).map(({ criterion }) => criterion));
  const isDone = ({ id, kind }: { id: string; kind: CriterionKind }) =>
    !hasPoints(kind) || Boolean(scores[id]) || cannotJudge.includes(id);
  const current = criteria.find((criterion) => !isDone(criterion))?.id;
  return criteria.map((criterion, index) => {
    const { id, title, guidance, weight, kind } = criterion;
    const { field } = traitsOf(kind);
    const information = field === 'words';
    const scale = field === 'scale' ? scaleOf(criterion) : [];
    const given = scores[id] ?? '';
    const options = optionsOf(kind, criterion.levels, t);
    const pick = pickOf(kind);
    return {
      n: index + 1,
      name: `score-${id}`,
      title,
      guidance,
      scale,
      options,
      points:
        field === 'scale' && scale.length === 0
          ? {
              min: plainNumber(criterion.scaleMin),
              max: plainNumber(criterion.scaleMax),
              label: t('judging:desk.points', {
                min: criterion.scaleMin,
                max: criterion.scaleMax,
                step: criterion.scaleStep,
              }),
            }
          : null,
      information,
      verdict: field === 'verdict' || field === 'picks',
      picks: pick ? pickChoices(id, pick, others, t) : [],
      pickNote: pick ? pickNote({ id, kind: pick }, { given, others }, t) : '',
      error: apart.has(id) ? t(`judging:pick.apart.${pick!.kind}`) : '',
      max: plainNumber(endsOf(criterion).scaleMax),
      weight: information ? '0' : plainNumber(weight),
      given,
      givenWords: givenWords(given, kind, t),
      current: id === current && !frozen,
      levels:
        field === 'scale'
          ? criterion.levels.map((level) => ({
              range: level.from === level.to ? level.from : `${level.from}–${level.to}`,
              text: level.text,
              given: isWithin(scores[id], level),
            }))
          : [],
      cannot:
        information || rule === 'refuse'
          ? null
          : { name: `cannot-${id}`, checked: cannotJudge.includes(id), label: t('judging:desk.cannot') },
      remark: {
        name: `remark-${id}`,
        value: remarks[id] ?? '',
        label: t(information ? 'judging:desk.answer' : 'judging:desk.remark', { title }),
        open: judging.sheet.remarks === 'always',
      },
    };
  });
}

/** The points as people read them: a verdict, a place or a vote in words, the number of anything else; empty for none. */
export function givenWords(points: string, kind: CriterionKind, t: Translator): string {
  if (!points) return '';
  const pick = pickOf(kind);
  if (pick) return pickWords(points, pick, t);
  return traitsOf(kind).field === 'verdict'
    ? t(Number(points) === 1 ? 'judging:desk.pass' : 'judging:desk.fail')
    : plainNumber(points);
}

/** What a range of points means, in the organizer's words. */
type GuidanceLevel = SheetRules['criteria'][number]['levels'][number];

/** Named points and verdicts as choices, the greatest points first, each with what it means. */
function optionsOf(kind: CriterionKind, guidanceLevels: readonly GuidanceLevel[], t: Translator) {
  const traits = traitsOf(kind);
  if (traits.field === 'verdict')
    return [
      { value: '1', label: t('judging:desk.pass'), text: textOf(guidanceLevels, '1'), points: '' },
      { value: '0', label: t('judging:desk.fail'), text: textOf(guidanceLevels, '0'), points: '' },
    ];
  return [...(traits.named(kind) ?? [])]
    .sort((a, b) => exact(b.points).compare(exact(a.points)))
    .map(({ label, points }) => ({
      value: plainNumber(points),
      label,
      text: textOf(guidanceLevels, points),
      points: plainNumber(points),
    }));
}

const textOf = (guidanceLevels: readonly GuidanceLevel[], points: string): string =>
  guidanceLevels.find((level) => isWithin(points, level))?.text ?? '';

export const plainNumber = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;

const short = (text: string): string => text.replace(/\.?0+$/, '') || '0';

function isWithin(score: string | undefined, level: { from: string; to: string }): boolean {
  return (
    score !== undefined &&
    /^-?\d+(\.\d+)?$/.test(score) &&
    exact(score).gte(exact(level.from)) &&
    exact(score).lte(exact(level.to))
  );
}
