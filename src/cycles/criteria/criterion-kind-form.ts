import {
  gates,
  kindNames,
  type CriterionKind,
  type Gate,
  type KindName,
  type KindNamed,
} from '../../domain/ranking/criterion-kind.js';

/** What the fields of a form say beside the kind. */
export interface KindFields {
  gate: Gate;
  named: { label: string; points: string }[];
  /** How many places or votes an expert has; null where nothing was typed. */
  picks: number | null;
}

interface KindForm<Kind extends CriterionKind> {
  /** The one field of the form that belongs to the kind. */
  field: keyof KindFields | null;
  /** The kind that the fields say; `top` is how many places there are where nothing was typed. */
  read(fields: KindFields & { top: number }): Kind;
  /** What the kind puts into its field. */
  shown(kind: Kind): Partial<KindFields>;
}

/** How each kind is typed and shown. */
const kindForms = {
  numeric: { field: null, read: () => ({ kind: 'numeric' }), shown: () => ({}) },
  levels: {
    field: 'named',
    read: ({ named }) => ({ kind: 'levels', levels: named }),
    shown: ({ levels }) => ({ named: levels }),
  },
  'pass-fail': {
    field: 'gate',
    read: ({ gate }) => ({ kind: 'pass-fail', gate }),
    shown: ({ gate }) => ({ gate }),
  },
  rank: {
    field: 'picks',
    read: ({ picks, top }) => ({ kind: 'rank', top: picks ?? top }),
    shown: ({ top }) => ({ picks: top }),
  },
  vote: {
    field: 'picks',
    read: ({ picks }) => ({ kind: 'vote', most: picks }),
    shown: ({ most }) => ({ picks: most }),
  },
  information: { field: null, read: () => ({ kind: 'information' }), shown: () => ({}) },
} as const satisfies { [Name in KindName]: KindForm<KindNamed<Name>> };

export const kindFormOf = (name: KindName): KindForm<CriterionKind> => kindForms[name];

/** A kind in the fields of a form. */
export const shownKind = (kind: CriterionKind): KindFields & { kind: KindName } => ({
  kind: kind.kind,
  gate: 'none',
  named: [],
  picks: null,
  ...kindFormOf(kind.kind).shown(kind),
});

const gateChoice = (gate: Gate) => `gate-${gate}`;
const hasGate = (name: KindName) => kindFormOf(name).field === 'gate';

/** The kinds as one list of choices, for a form without a field of its own for the gate: there each gate is a choice. */
export const kindChoices: string[] = kindNames.flatMap((name) => (hasGate(name) ? gates.map(gateChoice) : [name]));

export const choiceOf = ({ kind, gate }: { kind: KindName; gate: Gate }): string =>
  hasGate(kind) ? gateChoice(gate) : kind;

/** The kind and the gate that a choice stands for; null for what is no choice. */
export function kindOfChoice(choice: string): { kind: KindName; gate: Gate } | null {
  const pairs = kindNames.flatMap((kind) => gates.map((gate) => ({ kind, gate })));
  return pairs.find((pair) => choiceOf(pair) === choice) ?? null;
}
