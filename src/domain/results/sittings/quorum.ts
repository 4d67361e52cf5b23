import { Refusal } from '../../kernel/refusal.js';
import { type PublicationRules, publicationRulesFrom } from '../../cycles/publication-rules.js';

/** Strictly more than half, at least half, or at least two thirds of the members. */
export const quorumRules = ['majority', 'half', 'two-thirds'] as const;
export type QuorumRule = (typeof quorumRules)[number];

export interface Attendance {
  /** Members of the body by its composition. */
  members: number;
  present: number;
  /** Members who stand aside for a conflict of interest; they are not among the present. */
  recused: number;
}

export interface QuorumTerms {
  rule: QuorumRule;
  /** Whether recused members leave the number of which the share is taken. */
  recusals: 'reduce-base' | 'keep-base';
}

/**
 * Rules §11. How many members must be present: more than 1/2 of 8 are 5, at least 1/2 of 8 are 4, at least 2/3 of 9
 * are 6. Never fewer than one.
 */
export function quorumOf(attendance: Pick<Attendance, 'members' | 'recused'>, terms: QuorumTerms): number {
  const base = terms.recusals === 'reduce-base' ? attendance.members - attendance.recused : attendance.members;
  const share = {
    majority: Math.floor(base / 2) + 1,
    half: Math.ceil(base / 2),
    'two-thirds': Math.ceil((base * 2) / 3),
  };
  return Math.max(1, share[terms.rule]);
}

/** Refuses with `no-quorum`, naming how many were there and how many are needed. */
export function mustHaveQuorum(attendance: Attendance, terms: QuorumTerms): void {
  const needed = quorumOf(attendance, terms);
  if (attendance.present >= needed) return;
  throw new Refusal({ code: 'no-quorum', present: attendance.present, needed, members: attendance.members });
}

/** Rules §11. Who is at a sitting, of all that is said of it. */
export const attendanceOf = ({ members, present, recused }: Attendance): Attendance => ({ members, present, recused });

/**
 * Rules §11. Attendance once people are recorded by name: who is present is who the roll says is; the composition of the body stays
 * what was recorded, for a roll that is begun names fewer than the body has. It grows where the roll names more. Who is present does
 * not stand aside from everything.
 */
export function attendanceByRoll(recorded: Attendance, roll: readonly { present: boolean }[]): Attendance {
  const members = Math.max(recorded.members, roll.length);
  const present = roll.filter((member) => member.present).length;
  return { members, present, recused: Math.min(recorded.recused, members - present) };
}

/**
 * Rules §11. Who is there for one question: members who stand aside from it are not among the present. `aside` counts them,
 * and those of them who are present.
 */
export function attendanceWithout(
  { members, present, recused }: Attendance,
  aside: { all: number; present: number },
): Attendance {
  return { members, present: present - aside.present, recused: recused + aside.all };
}

/** Rules §11. The quorum as an edition of the regulation has it, with what recusals do to it. */
export const quorumTermsOf = ({
  quorum,
  publicationRules,
}: {
  quorum: QuorumRule;
  publicationRules: Partial<PublicationRules>;
}): QuorumTerms => ({ rule: quorum, recusals: publicationRulesFrom(publicationRules).sittings.recusals });
