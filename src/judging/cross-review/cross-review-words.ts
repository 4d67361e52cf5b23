import type { CrossFrame } from './cross-review.reader.js';
import { type Translator, translator } from '../../platform/web/i18n.js';
import type { FastifyRequest } from 'fastify';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import type { CrossScene } from './cross-review.queries.js';
import { formatDeadline } from '../../platform/web/format.js';
import type { DutyState } from '../../domain/judging/cross-review.js';

/** How an entry of the board stands: `unallotted` owes nothing yet, `exempt` never will. */
export type FollowedState = DutyState | 'unallotted' | 'exempt';

/** How a duty stands, as a word with its mark. */
export function dutyStatus(state: FollowedState, t: Translator) {
  const marks: Record<FollowedState, [mark: string, tone: string]> = {
    done: ['full', 'ok'],
    owing: ['half', 'wait'],
    excused: ['dash', ''],
    exempt: ['dash', ''],
    noted: ['late', 'wait'],
    dropped: ['cross', 'no'],
    unallotted: ['empty', ''],
  };
  const [mark, tone] = marks[state];
  return { word: t(`cross:state.${state}`), mark, tone };
}

/** What stands around every page of the cross-review of a cycle. */
export function frameOf({ scene, stages, now }: CrossFrame, request: FastifyRequest) {
  const { locale, timeZone } = request;
  const t = translator(locale);
  return {
    side: cycleSide(request, scene.cycle.id, 'cross-reviews'),
    sideLabel: t('cycles:side.label', { year: String(scene.cycle.year) }),
    strip: phaseStrip({ stages, now, timeZone, locale, cycleZone: scene.cycle.timeZone }),
  };
}

/** Until when, on the reader's own clock and with its zone. */
export function untilOf({ stage, cycle }: CrossScene, now: Date, { locale, timeZone }: FastifyRequest): string {
  return stage ? formatDeadline(stage.closesAt, { locale, timeZone, now, closesIn: cycle.timeZone }) : '';
}

/** Points of a review in one line: «Эффект 7, Новизна 9». */
export function gradesWords(
  grades: Readonly<Record<string, string>>,
  criteria: readonly { id: string; title: string }[],
): string {
  return criteria.flatMap(({ id, title }) => (grades[id] === undefined ? [] : [`${title} ${grades[id]}`])).join(', ');
}

/** Whether the duty is still to be urged or ended by hand. */
export const mayEnd = (state: FollowedState): boolean =>
  (['owing', 'dropped', 'noted'] satisfies DutyState[] as string[]).includes(state);
