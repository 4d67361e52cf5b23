import { exact } from '../kernel/decimal.js';
import type { FieldProblem } from '../kernel/refusal.js';

/** Whom a criterion of pass or fail lets through: everybody, whom nobody failed, or whom at most a half failed. */
export const gates = ['none', 'any', 'majority'] as const;
export type Gate = (typeof gates)[number];

/** Places that an expert can give at the most: more than twenty nobody puts in order. */
const mostPlaces = 20;

/**
 * What a criterion asks of an expert. Levels are words that stand for points; pass or fail is written 1 or 0, and a gate
 * lets nobody through whom any expert, or more than half of those who judged, failed; information has no points. With places
 * an expert ranks the own entries of a nomination: the first of ten is written 10, the tenth 1, any other 0. A vote is
 * written 1 or 0, and an expert has so many in a nomination, or any number.
 */
export type CriterionKind =
  | { kind: 'numeric' }
  | { kind: 'levels'; levels: { label: string; points: string }[] }
  | { kind: 'pass-fail'; gate: Gate }
  | { kind: 'rank'; top: number }
  | { kind: 'vote'; most: number | null }
  | { kind: 'information' };

export type KindName = CriterionKind['kind'];
export type KindNamed<Name extends KindName> = Extract<CriterionKind, { kind: Name }>;

/** The least and the greatest points, as decimals. */
export interface ScaleEnds {
  scaleMin: string;
  scaleMax: string;
}

/** What a kind is called: the key of its words, and the number in them where there is one. */
export interface KindWords {
  key: string;
  n?: number;
}

/** All that a kind of criterion decides. Nothing else asks a kind for its name but what is the matter of that kind alone. */
interface KindTraits<Kind extends CriterionKind> {
  /** Whether experts give points; what has none is answered in words. */
  hasPoints: boolean;
  /** Whether its points, times the weight, are part of the total. */
  isWeighed: boolean;
  /** Whether experts choose among their own entries of a nomination, so that one choice bears on the others. */
  isChosenAmongEntries: boolean;
  /** The field of a sheet that asks it. */
  field: 'scale' | 'choices' | 'verdict' | 'picks' | 'words';
  /** Whether points rise by the step of the scale; else they are whole. */
  hasOwnStep: boolean;
  /** The least and the greatest points that can be given; `scale` is what the criterion is set up with. */
  ends(kind: Kind, scale: ScaleEnds): ScaleEnds;
  /** The only points that can be given, with their names; null where any of the scale can. */
  named(kind: Kind): readonly { label: string; points: string }[] | null;
  /** What is wrong with how it is set up. */
  problems(kind: Kind): FieldProblem[];
  /** Its words among the rules; null where points on a scale say all. */
  words(kind: Kind): KindWords | null;
  /** What is asked of an expert, shortly; null where points on a scale say all. */
  asked(kind: Kind): KindWords | null;
}

const yesOrNo: ScaleEnds = { scaleMin: '0', scaleMax: '1' };
const points = {
  hasPoints: true,
  isWeighed: true,
  isChosenAmongEntries: false,
  hasOwnStep: false,
  named: () => null,
  problems: () => [],
};
const chosen = { ...points, isChosenAmongEntries: true, field: 'picks' } as const;

/** The table of kinds. A further kind is a further row: the compiler asks for it. */
const criterionKinds = {
  numeric: {
    ...points,
    field: 'scale',
    hasOwnStep: true,
    ends: (_kind, scale) => scale,
    words: () => null,
    asked: () => null,
  },
  levels: {
    ...points,
    field: 'choices',
    ends: ({ levels }) => {
      const inOrder = levels.map((level) => level.points).sort((a, b) => exact(a).compare(exact(b)));
      return { scaleMin: inOrder[0]!, scaleMax: inOrder.at(-1)! };
    },
    named: ({ levels }) => levels,
    problems: ({ levels }) => [
      ...levels.flatMap((level, index) =>
        levels.slice(0, index).some((other) => exact(other.points).equals(exact(level.points)))
          ? [{ pointer: '/kind', rule: 'duplicate', values: { id: level.points } }]
          : [],
      ),
      ...(levels.length < 2 ? [{ pointer: '/kind', rule: 'too-small', values: { min: '2' } }] : []),
    ],
    words: () => ({ key: 'levels' }),
    asked: () => ({ key: 'kind.levels' }),
  },
  'pass-fail': {
    ...points,
    field: 'verdict',
    ends: () => yesOrNo,
    words: ({ gate }) => ({ key: `gate.${gate}` }),
    asked: () => ({ key: 'kind.pass-fail' }),
  },
  rank: {
    ...chosen,
    ends: ({ top }) => ({ scaleMin: '0', scaleMax: String(top) }),
    problems: ({ top }) =>
      top > mostPlaces ? [{ pointer: '/kind', rule: 'too-big', values: { max: mostPlaces } }] : [],
    words: ({ top }) => ({ key: 'places', n: top }),
    asked: ({ top }) => ({ key: 'places', n: top }),
  },
  vote: {
    ...chosen,
    ends: () => yesOrNo,
    words: ({ most }) => (most === null ? { key: 'votes' } : { key: 'votesMost', n: most }),
    asked: ({ most }) => (most === null ? { key: 'kind.vote' } : { key: 'votes', n: most }),
  },
  information: {
    ...points,
    hasPoints: false,
    isWeighed: false,
    field: 'words',
    ends: () => ({ scaleMin: '0', scaleMax: '0' }),
    words: () => ({ key: 'information' }),
    asked: () => ({ key: 'kind.information' }),
  },
} as const satisfies { [Name in KindName]: KindTraits<KindNamed<Name>> };

/** Every kind, in the order in which people choose. */
export const kindNames = Object.keys(criterionKinds) as KindName[];

/** The kind of a criterion of which nothing is said. */
export const plainKind = 'numeric' satisfies KindName;

/** What the table says of a kind; of a criterion of which nothing is said it is numeric. */
export function traitsOf(kind: CriterionKind | undefined): KindTraits<CriterionKind> {
  return criterionKinds[kind?.kind ?? plainKind];
}

/** Whether experts give points by the criterion. */
export const hasPoints = (kind: CriterionKind | undefined): boolean => traitsOf(kind).hasPoints;

/** The step by which points rise: that of the scale, or one. */
export const stepOf = ({ kind, scaleStep }: { kind?: CriterionKind; scaleStep: string }): string =>
  traitsOf(kind).hasOwnStep ? scaleStep : '1';

/** The kinds by which an expert chooses among the own entries. */
export type PickKind = KindNamed<
  { [Name in KindName]: (typeof criterionKinds)[Name]['isChosenAmongEntries'] extends true ? Name : never }[KindName]
>;

const isPick = (kind: CriterionKind): kind is PickKind => traitsOf(kind).isChosenAmongEntries;

/** The kind where an expert chooses among the own entries: places, or votes; null where each entry is judged by itself. */
export function pickOf(kind: CriterionKind | undefined): PickKind | null {
  return kind && isPick(kind) ? kind : null;
}
