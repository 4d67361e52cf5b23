import {
  formatDay,
  formatInstant,
  formatLocalTime,
  formatOwnTime,
  formatRemaining,
  formatSpan,
  lastMinute,
} from './format.js';
import { translator, type Locale } from './i18n.js';
import { homeZone } from '../../domain/kernel/local-day.js';

export interface StageDates {
  title: string;
  opensAt: Date;
  /** End of the half-open window: at this instant the stage is over. */
  closesAt: Date;
  /** The stage's own words instead of «До конца этапа» and «Этап идёт до»: «До конца приёма», «Приём до». */
  untilEnd?: string;
  endsAt?: string;
}

export interface PhaseStripInput {
  stages: StageDates[];
  now: Date;
  /** The reader's zone, and the place in the words of a sentence: «в Уфе». */
  timeZone: string;
  place?: string;
  /** The cycle's zone, in which the dates are written. */
  cycleZone?: string;
  locale?: Locale;
  /** Name of the list for screen readers: «Этапы цикла 2019 года». */
  label?: string;
}

export interface PhaseStrip {
  label: string;
  stages: PhaseStage[];
  /** The running stage; null between stages, before the first and after the last. */
  current: null | { number: number; total: number; title: string };
  /** The next deadline: the end of the running stage, otherwise the start of the next one. */
  due: null | { lead: string; remaining: string; sentence: string; own: string; slim: string };
  /** What is said when no stage runs: the coming one, or that all are over. */
  rest: string;
}

interface PhaseStage {
  number: number;
  title: string;
  span: string;
  past: boolean;
  running: boolean;
  /** Per cent of the window gone by, one decimal; null while ahead. */
  elapsed: string | null;
  today: string | null;
}

/**
 * The year as a strip: each stage filled by its elapsed time, the running one (the first of those open), and the next
 * deadline as a sentence with the remaining time, the instant in the cycle's zone and the reader's own time.
 */
export function phaseStrip(input: PhaseStripInput): PhaseStrip {
  const { stages, now, locale = 'ru', cycleZone = homeZone } = input;
  const t = translator(locale);
  const running = stages.findIndex((stage) => isRunning(stage, now));
  const next = stages.findIndex((stage) => stage.opensAt > now);
  const inZone = { locale, timeZone: cycleZone, now };
  const views = stages.map((stage, index) => ({
    number: index + 1,
    title: stage.title,
    span: formatSpan(stage.opensAt, stage.closesAt, { ...inZone, year: 'never' }),
    past: stage.closesAt <= now,
    running: index === running,
    elapsed: elapsed(stage, now),
    today: index === running ? t('common:phase.today', { day: formatDay(now, { ...inZone, year: 'never' }) }) : null,
  }));
  const stage = stages[running] ?? stages[next];
  const due = stage ? dueOf(stage, input) : null;
  return {
    label: input.label ?? t('common:phase.label'),
    stages: views,
    current: running < 0 ? null : { number: running + 1, total: stages.length, title: stages[running]!.title },
    due,
    rest: stages.length === 0 ? t('common:phase.none') : (due?.lead ?? t('common:phase.over')),
  };
}

function isRunning(stage: StageDates, now: Date): boolean {
  return stage.opensAt <= now && now < stage.closesAt;
}

function elapsed({ opensAt, closesAt }: StageDates, now: Date): string | null {
  if (now < opensAt) return null;
  const share = (now.getTime() - opensAt.getTime()) / (closesAt.getTime() - opensAt.getTime());
  return (Math.min(1, share) * 100).toFixed(1);
}

function dueOf(stage: StageDates, input: PhaseStripInput): NonNullable<PhaseStrip['due']> {
  const { now, timeZone, place, locale = 'ru', cycleZone = homeZone } = input;
  const t = translator(locale);
  const ends = isRunning(stage, now);
  const at = ends ? stage.closesAt : stage.opensAt;
  const shown = ends ? lastMinute(at, cycleZone) : at;
  const instant = formatInstant(shown, { locale, timeZone: cycleZone, now });
  const reader = { locale, timeZone, now, ...(place === undefined ? {} : { place }) };
  const own = formatOwnTime(shown, { ...reader, beside: cycleZone });
  const sentence = ends
    ? stage.endsAt
      ? `${stage.endsAt} ${instant}`
      : t('common:phase.ends', { instant })
    : t('common:phase.starts', { instant });
  const lead = ends
    ? (stage.untilEnd ?? t('common:phase.untilEnd'))
    : t('common:phase.untilStart', { title: stage.title });
  const slim = own
    ? t('common:phase.slimOwn', {
        own: formatLocalTime(shown, reader),
        place: place ?? t('common:phase.yourClock'),
        instant,
      })
    : sentence;
  return { lead, remaining: formatRemaining(now, at, locale), sentence, own, slim };
}
