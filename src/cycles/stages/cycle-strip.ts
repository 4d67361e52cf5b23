import type { Locale } from '../../platform/web/i18n.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip, type PhaseStrip } from '../../platform/web/phase-strip.js';
import type { Cycle } from '../cycle/cycle.entity.js';
import type { Stage } from './stage.entity.js';

interface Reader {
  now: Date;
  locale: Locale;
  timeZone: string;
}

/** The year of a cycle as a strip, for pages that show it. */
export function cycleStrip(
  cycle: Pick<Cycle, 'year' | 'timeZone'>,
  stages: readonly Stage[],
  reader: Reader,
): PhaseStrip {
  const t = translator(reader.locale);
  const intakeWords = { untilEnd: t('cycles:strip.untilIntakeEnd'), endsAt: t('cycles:strip.intakeEnds') };
  return phaseStrip({
    ...reader,
    stages: stages.map((stage) => ({
      title: stageTitle(stage, reader.locale),
      opensAt: stage.opensAt,
      closesAt: stage.closesAt,
      ...(stage.kind === 'intake' && intakeWords),
    })),
    cycleZone: cycle.timeZone,
    label: t('cycles:strip.label', { year: String(cycle.year) }),
  });
}

/** Titles are written in Russian; in another language a stage is called by its kind. */
export function stageTitle(stage: Pick<Stage, 'kind' | 'title'>, locale: Locale): string {
  return locale === 'ru' ? stage.title : translator(locale)(`words:stage.${stage.kind}`);
}
