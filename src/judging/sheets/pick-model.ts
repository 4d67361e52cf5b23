import { placeOf, pointsOfPlace, type PickedEntry } from '../../domain/judging/picks.js';
import type { PickKind } from '../../domain/ranking/criterion-kind.js';
import type { Translator } from '../../platform/web/i18n.js';

export type Pick = PickKind;

/** A choice among the own entries: the points, a short label, what it is called, and whether another entry has it. */
export interface PickChoice {
  value: string;
  label: string;
  words: string;
  taken: boolean;
}

interface PickTraits<Kind extends Pick> {
  /** The points of every choice: the places from the first, or the vote, and none at the end. */
  values(kind: Kind): string[];
  /** Whether what was given to one entry cannot be given to another. */
  isTakenOnce: boolean;
  label(points: string, kind: Kind, t: Translator): string;
  /** «1-е место», «без места», «за». */
  words(points: string, kind: Kind, t: Translator): string;
  /** What the expert has given away in the nomination. */
  note(
    criterion: { id: string; kind: Kind },
    facts: { given: string; others: readonly PickedEntry[] },
    t: Translator,
  ): string;
  /** Whether the note says something where all the entries stand side by side. */
  isNotedOverAll: boolean;
}

/** How the places and the votes look: a further kind of choice is a further row. */
const picks = {
  rank: {
    values: ({ top }) => [...Array.from({ length: top }, (_, index) => pointsOfPlace(index + 1, top)), '0'],
    isTakenOnce: true,
    label: (points, { top }) => String(placeOf(points, top) ?? '–'),
    words: (points, { top }, t) => {
      const place = placeOf(points, top);
      return place === null ? t('judging:pick.none') : t('judging:pick.place', { n: place });
    },
    note: ({ id, kind: { top } }, { others }, t) => {
      const taken = others
        .flatMap(({ scores, registerNumber }) => {
          const place = placeOf(scores[id], top);
          return place === null ? [] : [{ place, registerNumber }];
        })
        .sort((a, b) => a.place - b.place);
      const list = taken.map(({ place, registerNumber }) => `${place} — ${registerNumber}`).join(', ');
      return list ? t('judging:pick.taken', { list }) : '';
    },
    isNotedOverAll: false,
  },
  vote: {
    values: () => ['1', '0'],
    isTakenOnce: false,
    label: (points, _kind, t) => t(`judging:pick.vote.${points}`),
    words: (points, _kind, t) => t(`judging:pick.vote.${Number(points) === 1 ? '1' : '0'}`),
    note: ({ id, kind: { most } }, { given, others }, t) => {
      if (most === null) return '';
      const isFor = (points: string | undefined) => Number(points ?? 0) === 1;
      const spent = others.filter(({ scores }) => isFor(scores[id])).length + (isFor(given) ? 1 : 0);
      return t('judging:pick.votesLeft', { n: Math.max(0, most - spent), most });
    },
    isNotedOverAll: true,
  },
} as const satisfies { [Name in Pick['kind']]: PickTraits<Extract<Pick, { kind: Name }>> };

const picksOf = ({ kind }: Pick): PickTraits<Pick> => picks[kind];

/** Every choice that a criterion gives. */
export function pickChoices(id: string, kind: Pick, others: readonly PickedEntry[], t: Translator): PickChoice[] {
  const traits = picksOf(kind);
  const isTaken = (value: string) =>
    traits.isTakenOnce && value !== '0' && others.some((other) => Number(other.scores[id]) === Number(value));
  return traits.values(kind).map((value) => ({
    value,
    label: traits.label(value, kind, t),
    words: traits.words(value, kind, t),
    taken: isTaken(value),
  }));
}

export const pickWords = (points: string, kind: Pick, t: Translator): string => picksOf(kind).words(points, kind, t);

/** What the expert has given away in the nomination: the places with their entries, or how many votes are left. */
export function pickNote(
  criterion: { id: string; kind: Pick },
  facts: { given: string; others: readonly PickedEntry[] },
  t: Translator,
): string {
  return picksOf(criterion.kind).note(criterion, facts, t);
}

/** The same above a column of all the own entries, where places show by themselves. */
export function columnNote(criterion: { id: string; kind: Pick }, all: readonly PickedEntry[], t: Translator): string {
  return picksOf(criterion.kind).isNotedOverAll ? pickNote(criterion, { given: '', others: all }, t) : '';
}
