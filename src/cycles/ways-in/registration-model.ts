import { organisationKinds, type OrganisationKind } from '../../domain/accounts/organisation.js';
import {
  entryVerdicts,
  type EntryAnswer,
  type EntryAnswers,
  type EntryQuestion,
} from '../../domain/cycles/entry-rules.js';
import type { Closing } from '../../domain/cycles/closing.js';
import { formatDeadline, type TimeFormat } from '../../platform/web/format.js';
import { translator, type Locale, type Translator } from '../../platform/web/i18n.js';
import type { CycleSetup } from '../setup/cycle-setup.js';
import type { NominationRoom } from './way-in.reader.js';

/** A form or an address as it came. */
export type Sent = Record<string, unknown>;

const answerOf = (value: unknown): EntryAnswer | undefined =>
  value === 'yes' || value === 'no' || value === 'unknown' ? value : undefined;

/** The answers to the cycle's questions, sent as `q-<id>`. */
export function answersFrom(sent: Sent, questions: readonly EntryQuestion[]): EntryAnswers {
  return Object.fromEntries(
    questions.flatMap(({ id }) => {
      const answer = answerOf(sent[`q-${id}`]);
      return answer ? [[id, answer]] : [];
    }),
  );
}

export function placeFrom(sent: Sent): { region: string; kind: OrganisationKind | null } {
  const region =
    typeof sent['region'] === 'string' && /^[A-Z]{2}-[A-Z]{1,4}$/.test(sent['region']) ? sent['region'] : '';
  return { region, kind: organisationKinds.find((kind) => kind === sent['kind']) ?? null };
}

/** What travels in the address: answers, region and kind; nothing that tells who somebody is. */
export function addressOf(path: string, sent: Sent, more: Record<string, string> = {}): string {
  const kept = Object.entries(sent).filter(
    ([name, value]) =>
      typeof value === 'string' && value !== '' && (/^q-[\w-]{1,60}$/.test(name) || ['region', 'kind'].includes(name)),
  ) as [string, string][];
  const added = Object.entries(more).filter(([, value]) => value !== '');
  const query = new URLSearchParams([...kept, ...added]).toString();
  return query ? `${path}?${query}` : path;
}

export function questionRows(
  questions: readonly EntryQuestion[],
  answers: EntryAnswers,
  { isChecked, locale }: { isChecked: boolean; locale: Locale },
) {
  const verdicts = entryVerdicts(questions, answers);
  return questions.map(({ id, text, ground, stops, why }, at) => ({
    id,
    text: text[locale] ?? text.ru,
    ground,
    why: why[locale] ?? why.ru,
    stops: isChecked && verdicts[at] === 'stops',
    open: verdicts[at] === 'open',
    missing: isChecked && verdicts[at] === 'open',
    options: (['yes', 'no', 'unknown'] as const).map((value) => ({
      value,
      label: `register:answer.${value}`,
      checked: answers[id] === value,
      isStop: stops === value,
    })),
  }));
}

export function regionOptions({ regions }: CycleSetup, locale: Locale, chosen: string) {
  return [...regions.values()].map(({ code, nameRu, nameEn }) => ({
    value: code,
    label: locale === 'ru' ? nameRu : nameEn,
    chosen: code === chosen,
  }));
}

/** More squares than these say nothing at a look. */
const mostSquares = 10;

export function roomRows(rooms: readonly NominationRoom[], t: Translator, termOf: (room: NominationRoom) => string) {
  return rooms.map((room) => {
    const { title, quota, inPlay, withdrawable } = room;
    return {
      title,
      squares:
        quota !== null && inPlay !== null && quota <= mostSquares
          ? Array.from({ length: quota }, (_, at) => ({ isIn: at < inPlay }))
          : [],
      words: placeWords(room, t),
      term: termOf(room),
      bar: barWords(room, t),
      withdrawable: withdrawable.map(({ id, title: own }) => ({ href: `/submissions/${id}/withdraw`, title: own })),
    };
  });
}

export function stepsOf(t: Translator, current: number, query: string) {
  const steps = [
    { key: 'fits', href: `/register${query}` },
    { key: 'organisation', href: `/register/organisation${query}` },
    { key: 'mail', href: `/register/organisation${query}` },
    { key: 'draft', href: '/submissions/new' },
  ];
  return {
    label: t('register:step', { n: current + 1, of: steps.length, title: t(`register:step.${steps[current]!.key}`) }),
    items: steps.map(({ key, href }, at) => ({
      href,
      title: t(`register:step.${key}`),
      done: at < current,
      current: at === current,
    })),
  };
}

export function placeWords({ quota, inPlay }: Pick<NominationRoom, 'quota' | 'inPlay'>, t: Translator): string {
  if (quota === null) return inPlay === null ? t('register:places.unlimited') : t('register:places.free', { inPlay });
  return inPlay === null ? t('register:places.quota', { quota }) : t('register:places.of', { inPlay, quota });
}

/** Until when something can be entered in a nomination, where that is not the close of everybody. */
export function roomTerm(
  { closesAt }: Pick<NominationRoom, 'closesAt'>,
  closing: Closing,
  format: TimeFormat & { closesIn: string },
): string {
  if (!closesAt || closesAt.getTime() === closing.closesAt.getTime()) return '';
  return translator(format.locale)('terms:closing.room', { until: formatDeadline(closesAt, format) });
}

/** Why nothing can be begun in a nomination; empty where it can. */
export const barWords = (
  { bar, quota, inPlay }: Pick<NominationRoom, 'bar' | 'quota' | 'inPlay'>,
  t: Translator,
): string => (bar ? t(`register:bar.${bar}`, { quota: quota ?? 0, inPlay: inPlay ?? 0 }) : '');
