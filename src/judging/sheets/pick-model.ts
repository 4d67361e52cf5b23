import { placeOf, pointsOfPlace, type PickedEntry } from '../../domain/judging/picks.js';
import { pickOf } from '../../domain/ranking/criterion-kind.js';
import type { Translator } from '../../platform/web/i18n.js';

export type Pick = NonNullable<ReturnType<typeof pickOf>>;

/** A choice among the own entries: the points, a short label, what it is called, and whether another entry has it. */
export interface PickChoice {
  value: string;
  label: string;
  words: string;
  taken: boolean;
}

/** Every choice that a criterion gives: the places from the first, or the vote, and none at the end. */
export function pickChoices(id: string, kind: Pick, others: readonly PickedEntry[], t: Translator): PickChoice[] {
  const values =
    kind.kind === 'vote'
      ? ['1', '0']
      : [...Array.from({ length: kind.top }, (_, index) => pointsOfPlace(index + 1, kind.top)), '0'];
  const isTaken = (value: string) =>
    kind.kind === 'rank' && value !== '0' && others.some((other) => Number(other.scores[id]) === Number(value));
  return values.map((value) => ({
    value,
    label: kind.kind === 'vote' ? t(`judging:pick.vote.${value}`) : String(placeOf(value, kind.top) ?? '–'),
    words: pickWords(value, kind, t),
    taken: isTaken(value),
  }));
}

/** «1-е место», «без места», «за». */
export function pickWords(points: string, kind: Pick, t: Translator): string {
  if (kind.kind === 'vote') return t(`judging:pick.vote.${Number(points) === 1 ? '1' : '0'}`);
  const place = placeOf(points, kind.top);
  return place === null ? t('judging:pick.none') : t('judging:pick.place', { n: place });
}

/** What the expert has given away in the nomination: the places with their entries, or how many votes are left. */
export function pickNote(
  { id, kind }: { id: string; kind: Pick },
  { given, others }: { given: string; others: readonly PickedEntry[] },
  t: Translator,
): string {
  if (kind.kind === 'vote') {
    if (kind.most === null) return '';
    const spent = others.filter(({ scores }) => Number(scores[id] ?? 0) === 1).length + (Number(given) === 1 ? 1 : 0);
    return t('judging:pick.votesLeft', { n: Math.max(0, kind.most - spent), most: kind.most });
  }
  const taken = others
    .flatMap(({ scores, registerNumber }) => {
      const place = placeOf(scores[id], kind.top);
      return place === null ? [] : [{ place, registerNumber }];
    })
    .sort((a, b) => a.place - b.place);
  const list = taken.map(({ place, registerNumber }) => `${place} — ${registerNumber}`).join(', ');
  return list ? t('judging:pick.taken', { list }) : '';
}
