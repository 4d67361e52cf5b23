import { plusDays, type Day } from '../kernel/local-day.js';
import { plainSittingRules, type SittingRules } from './sitting-rules.js';
import { addWorkingDays, type ProductionCalendar } from './production-calendar.js';

/** How much of the results everybody reads: who was chosen, with everybody's places, or with places and totals. */
export const publicDetails = ['chosen', 'places', 'totals'] as const;
export type PublicDetail = (typeof publicDetails)[number];

/** Days after the protocol within which the results are to be published. */
export interface PublicationTerm {
  days: number;
  kind: 'calendar' | 'working';
}

/** What is published and what entrants learn; belongs to the regulation edition. */
export interface PublicationRules {
  detail: PublicDetail;
  /** What the people of an entry are told of it beside the decision. */
  explain: { place: boolean; criteria: boolean; remarks: boolean };
  certificates: boolean;
  /** Whether the vote of the public shows the annotation of each entry, not its title alone. */
  voteAnnotations: boolean;
  term: PublicationTerm | null;
  /** Calendar days after the publication in which an appeal may be filed; 0 where there are no appeals. */
  appealDays: number;
  /** How the bodies decide at their sittings. */
  sittings: SittingRules;
}

export const plainPublicationRules: PublicationRules = {
  detail: 'chosen',
  explain: { place: true, criteria: true, remarks: true },
  certificates: true,
  voteAnnotations: false,
  term: null,
  appealDays: 0,
  sittings: plainSittingRules,
};

/** Rules §13. Stored rules with everything that they leave out. */
export function publicationRulesFrom(stored: Partial<PublicationRules> | null | undefined): PublicationRules {
  const said = stored ?? {};
  return {
    ...plainPublicationRules,
    ...said,
    explain: { ...plainPublicationRules.explain, ...said.explain },
    sittings: { ...plainPublicationRules.sittings, ...said.sittings },
  };
}

/**
 * Rules §13. The last day of the term of publication: so many calendar or working days after the day of the protocol,
 * that day not counted. Contests have 2 and 5 calendar and 7 working days. Null where there is no term.
 */
export function publicationDueOn(
  protocolOn: Day,
  term: PublicationTerm | null,
  calendar: ProductionCalendar,
): Day | null {
  if (!term) return null;
  return term.kind === 'calendar' ? plusDays(protocolOn, term.days) : addWorkingDays(protocolOn, term.days, calendar);
}

/** Rules §13. The last day of the term where results are published after it; null where they are in time or there is no term. */
export function overdueOn(publishedOn: Day, ...term: Parameters<typeof publicationDueOn>): Day | null {
  const dueOn = publicationDueOn(...term);
  return dueOn !== null && publishedOn > dueOn ? dueOn : null;
}

/** Rules §15. The instant at which appeals close, itself outside the window; null where there are none. */
export function appealsCloseAt(publishedAt: Date, { appealDays }: PublicationRules): Date | null {
  return appealDays > 0 ? new Date(publishedAt.getTime() + appealDays * 24 * 3600_000) : null;
}
