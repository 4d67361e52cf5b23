import type { CorrectionChange } from '../../domain/ranking/input.js';
import type { Outcome } from '../../domain/cycles/outcome.js';
import type { ProtocolFacts, ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { endsOf } from '../../domain/judging/score-sheet.js';
import {
  publicVotesFact,
  type RankingRule,
  ruleFrom,
  type TieRule,
  type SecondPhase,
} from '../../domain/ranking/ranking-rule.js';
import { hasPoints, plainKind, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { CountedBallot } from '../../domain/results/sittings/ballot.js';
import type { TieOutcome, UnrankedRow } from '../../domain/ranking/rank-entries.js';

/** A protocol is a Russian document, whatever the language of the page from which it is opened. */
const longDay = new Intl.DateTimeFormat('ru-RU', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

export const dayWords = (day: string) => longDay.format(new Date(`${day}T00:00:00Z`));
export const decimalWords = (decimal: string) => decimal.replace('.', ',').replace('-', '\u2212');

export const formWords: Record<ProtocolFacts['form'], string> = {
  'in-person': 'очно',
  remote: 'дистанционно',
  'by-correspondence': 'заочно',
};

export const outcomeWords: Record<Outcome, string> = {
  finalist: 'Финалист',
  winner: 'Победитель',
  laureate: 'Лауреат',
  recommended: 'Рекомендована к тиражированию',
  'runner-up': 'Призёр',
  'special-mention': 'Специальное упоминание',
  reserve: 'Резерв',
  'regional-laureate': 'Лауреат регионального этапа',
};

/** That a kind is awarded to nobody. */
export const nobodyWords: Record<Outcome, string> = {
  finalist: 'Финалисты не названы',
  winner: 'Победитель не назван',
  laureate: 'Лауреаты не названы',
  recommended: 'К тиражированию никто не рекомендован',
  'runner-up': 'Призёры не названы',
  'special-mention': 'Специальные упоминания не присуждены',
  reserve: 'Резерва нет',
  'regional-laureate': 'Лауреат региона не назван',
};

/** What somebody typed as a sentence of the paper: it ends once, whatever it ended with. */
export const sentence = (typed: string): string => {
  const text = typed.trim();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
};

/** How the votes of a ballot fell, with the chair's where that decided. */
export function countWords({ votes }: CountedBallot): string {
  const { for: inFavour, against, abstained, chair } = votes;
  const counts = `за ${inFavour}, против ${against}, воздержались ${abstained}`;
  if (inFavour !== against || chair === null || chair === 'abstained') return counts;
  return `${counts}; голоса разделились поровну, решил голос председателя (${chair === 'for' ? 'за' : 'против'})`;
}

const quorumRule = { majority: 'более половины', half: 'не менее половины', 'two-thirds': 'не менее двух третей' };

export function quorumWords({ quorum, quorumNeeded, attendance }: ProtocolTwin): string {
  const base = quorum.recusals === 'reduce-base' && attendance.recused ? ' членов без отведённых' : ' членов';
  const has = attendance.present >= quorumNeeded ? 'Кворум имеется' : 'Кворума нет';
  return `${has}: требуется ${quorumRule[quorum.rule]}${base}, то есть ${quorumNeeded}.`;
}

/** Titles of criteria by id, for rules that name one. */
type Titles = ReadonlyMap<string, string>;

function tieName(rule: TieRule, titles: Titles): string {
  switch (rule.kind) {
    case 'criterion':
      return `по критерию «${titles.get(rule.id) ?? rule.id}»`;
    case 'median':
      return 'по медиане листов';
    case 'earlier-submission':
      return 'по более ранней подаче';
    case 'earlier-day':
      return 'по более ранней дате подачи';
    case 'more-sheets':
      return 'по числу листов';
    case 'open-vote':
      return 'открытым голосованием, при равенстве голосом председателя';
    case 'lot':
      return `жребием (SHA-256 от «${rule.seed}:номер»)`;
    case 'share':
      return 'места поделены';
  }
}

export function aggregateWords(rule: RankingRule, titles: Titles): string {
  const mean =
    rule.roundCriterionMeanTo === null ? 'без округления' : `с округлением до ${rule.roundCriterionMeanTo} знаков`;
  const way =
    rule.aggregate === 'mean-per-criterion-then-weighted-sum'
      ? `Балл заявки: сумма средних по критериям (${mean}), умноженных на веса.`
      : 'Балл заявки: среднее взвешенных сумм оценочных листов.';
  const total =
    rule.roundTotalTo === null ? 'Итог не округляется.' : `Итог округляется до ${rule.roundTotalTo} знаков.`;
  const ties = rule.tieChain.map((each) => tieName(each, titles)).join(', затем ') || 'места поделены';
  return [
    way,
    ...furtherWords(rule),
    total,
    `Листов на заявку не менее ${rule.minSheets}. При равенстве: ${ties}.`,
  ].join(' ');
}

/** What the rule says beyond the usual; nothing for a rule that leaves it out. */
function furtherWords(stored: RankingRule): string[] {
  const rule = ruleFrom(stored);
  const { across, divergence, normalise } = rule;
  const statistic = {
    mean: '',
    median: 'Вместо среднего берётся медиана.',
    sum: 'Вместо среднего берётся сумма.',
    'trimmed-mean': `Среднее берётся без крайних оценок${across.kind === 'trimmed-mean' ? ` (по ${across.drop} с каждой стороны, если их не меньше ${across.from})` : ''}.`,
  }[across.kind];
  const rounding = (digits: number | null, what: string) =>
    digits === null ? '' : `${what} округляется до ${digits} знаков.`;
  const finish =
    divergence &&
    {
      'third-is-final': 'его оценка окончательная',
      'mean-of-all': 'считается среднее всех',
      'mean-of-closest-two': 'считается среднее двух ближайших',
    }[divergence.finish];
  const unjudged = {
    refuse: '',
    'leave-out': 'Критерий, который эксперт не смог оценить, не учитывается.',
    'sheet-not-counted': 'Лист эксперта, который не смог оценить критерий, не учитывается.',
  }[rule.cannotJudge];
  const unit = divergence?.unit === 'percent' ? ' %' : '';
  return [
    statistic,
    rule.combine === 'mean' ? 'Сумма делится на сумму весов.' : '',
    rounding(rule.roundWeightedTo, 'Взвешенный критерий'),
    rounding(rule.roundSheetTo, 'Сумма листа'),
    unjudged,
    divergence && finish
      ? `При расхождении более ${decimalWords(divergence.above)}${unit} назначается ещё один эксперт, ${finish}.`
      : '',
    rule.weightSets.length ? 'Веса зависят от суммы или номинации.' : '',
    rule.indicators.length ? `Прибавляются показатели заявки: ${rule.indicators.map(({ id }) => id).join(', ')}.` : '',
    rule.indicators.some(({ fact }) => fact === publicVotesFact)
      ? 'Голоса общественного голосования входят в итог отдельной строкой, в баллы экспертов не входят.'
      : '',
    normalise ? `Балл приводится к ${decimalWords(normalise.to)} × (Ki / Kmax).` : '',
    secondPhaseWords(rule.secondPhase),
    rule.bonuses.length
      ? `Прибавляются дополнительные баллы: ${rule.bonuses.map(({ id, points }) => `${id} ${decimalWords(points)}`).join(', ')}.`
      : '',
  ].filter(Boolean);
}

function secondPhaseWords(phase: SecondPhase | null): string {
  if (!phase) return '';
  const { by, top, equals } = phase;
  const way = {
    marks: 'средняя оценка членов',
    'rank-points': 'баллы за места, на которые ставят члены',
    votes: 'число голосов членов',
    pass: 'зачёт или незачёт членов',
    schulze: 'порядок членов по методу Шульце',
    stv: 'передаваемый голос',
  }[by.kind];
  const ends = by.kind === 'marks' ? ` от ${decimalWords(by.min)} до ${decimalWords(by.max)}` : '';
  const among = top === null ? 'всеми' : `лучшими по баллам (${top})`;
  return `Второй этап: между ${among} решает ${way}${ends}, равные ${equals === 'share' ? 'делят места' : 'стоят по баллам'}.`;
}

export function tieWords(tie: TieOutcome, titles: Titles): string {
  const rule = tie.below ?? tie.above;
  const more = tie.equals > tie.with.length ? ` и ещё ${tie.equals - tie.with.length}` : '';
  return `равенство с ${tie.with.join(', ')}${more}${rule ? `: ${tieName(rule, titles)}` : ''}`;
}

/** A criterion with its weight, and what experts gave by it. */
export function criterionWords(
  criterion: ProtocolTwin['criteria'][number],
  kind: CriterionKind = { kind: plainKind },
): string {
  if (!hasPoints(kind)) return `${criterion.title}: сведения без балла`;
  const { scaleMin, scaleMax } = endsOf({ ...criterion, kind });
  const what = {
    numeric: '',
    levels: ', уровни',
    'pass-fail': ', да или нет',
    rank: ', места среди своих заявок',
    vote: ', голос',
    information: '',
  }[kind.kind];
  const scale = `от ${decimalWords(scaleMin)} до ${decimalWords(scaleMax)}`;
  return `${criterion.title}: вес ${decimalWords(criterion.weight)}, ${scale}${what}`;
}

export function reasonWords({ sheets, reason }: UnrankedRow): string {
  switch (reason.code) {
    case 'too-few-sheets':
      return `листов ${sheets}, требуется ${reason.needed}`;
    case 'criterion-unjudged':
      return 'критерий никто не смог оценить';
    case 'gate-failed':
      return `не прошла отбор по критерию: против ${reason.failed} из ${reason.of}`;
    case 'extra-sheet-needed':
      return 'оценки разошлись, нужен ещё один эксперт';
    case 'amount-missing':
      return 'не указана сумма';
    case 'fact-missing':
      return 'не указан показатель';
    case 'votes-open':
      return 'общественное голосование не закрыто';
    case 'cross-review-unfinished':
      return `выбыла: взаимная экспертиза не завершена, отзывов ${reason.submitted} из ${reason.needed}`;
    case 'left-out':
      return `исключена из рейтинга: ${reason.ground}`;
  }
}

/** What a correction sets right, counted by kind. */
export function changesMade(changes: readonly CorrectionChange[]): string {
  const counted = (kind: CorrectionChange['kind'], words: string) => {
    const n = changes.filter((change) => change.kind === kind).length;
    return n > 0 ? [`${words}: ${n}`] : [];
  };
  return [
    ...counted('score', 'изменено баллов'),
    ...counted('sheet-left-out', 'не считается листов'),
    ...counted('entry-left-out', 'исключено заявок'),
    ...counted('points', 'поправок к итогу'),
  ].join(', ');
}
