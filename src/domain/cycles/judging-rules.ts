import { decimalFrom } from '../kernel/decimal.js';
import type { FieldProblem } from '../kernel/refusal.js';

/** What an expert signs before anything opens; a new version is signed anew. */
export interface ConsentText {
  kind: 'confidentiality' | 'personal-data';
  version: string;
  text: string;
}
export const consentKinds = ['confidentiality', 'personal-data'] as const;

/** When the remark to a criterion must be written: never, always, or where the points are extreme for the scale. */
export const remarkRules = ['optional', 'always', 'at-the-ends'] as const;

/** From when an expert sees what the others gave: never, after the own sheet, or when the review has closed. */
export const othersRules = ['never', 'after-own', 'after-stage'] as const;

/** How experts come to entries: the best match, or lots drawn by a published seed. */
export const assignmentModes = ['match', 'draw'] as const;

/** What can be hidden from experts. */
export const blindable = ['organisation', 'region', 'people', 'files'] as const;

/** What becomes of an entry whose entrants did not finish their cross-reviews: it drops out, or that is only written down. */
export const unfinishedRules = ['dropped', 'noted'] as const;

/** The entrants' review of each other's entries: a stage of its own, advice for the experts. */
export interface CrossReviewRules {
  /** Entries that the entrants of each entry review; 0: there is no cross-review. */
  reviews: number;
  /** Characters that a comment has at most. */
  commentLength: number;
  /** Whether points by the cycle's criteria are asked beside the comment. */
  grades: boolean;
  /** Codes of nominations that stand aside: their entrants review nothing, and nobody reviews their entries. */
  exempt: string[];
  unfinished: (typeof unfinishedRules)[number];
  /** Whether experts read the comments once the own sheet is submitted. */
  shownToExperts: boolean;
}

/** How a cycle judges; belongs to its regulation edition. What is left out has the meaning of `judgingRulesFrom`. */
export interface JudgingRules {
  conflicts: {
    /** Whether the own region is a conflict. */
    region: boolean;
    /** Months for which an organisation or employer of the past remains a conflict; 0 counts the present alone. */
    months: number;
    /** Whether people of the entry with the expert's family name or mail domain are suspected. */
    relations: boolean;
  };
  consents: ConsentText[];
  /** Days that an invited expert has to answer before an alternate moves up. */
  answerDays: number;
  assignment: {
    mode: (typeof assignmentModes)[number];
    /** Entries that each expert judges at least. */
    minLoad: number;
    /** Experts of one region, or of one organisation, that an entry has at most; null for any number. */
    perRegion: number | null;
    perOrganisation: number | null;
    /** Whether the graph of experts and entries is to be connected, so that leniency can be estimated. */
    connected: boolean;
  };
  sheet: {
    remarks: (typeof remarkRules)[number];
    /** Characters that a remark has at least where it must be written. */
    remarkLength: number;
    /** Whether the first entry of each queue is a training one, which counts nowhere. */
    training: boolean;
  };
  blind: (typeof blindable)[number][];
  others: (typeof othersRules)[number];
  /** Who disagreed too much is judged by one more expert at once, or after the organizer's word. */
  extraExpert: 'at-once' | 'after-word';
  /** An entry whose expert stepped back or left gets another one at once, or with the organizer's next plan. */
  vacancies: 'at-once' | 'by-plan';
  /** Whether entrants learn who judged. */
  expertsPublished: boolean;
  crossReview: CrossReviewRules;
  /** Working days that entrants have to answer a clarification of an expert; 0: experts ask nothing. */
  clarificationDays: number;
}

export const plainJudgingRules: JudgingRules = {
  conflicts: { region: true, months: 0, relations: false },
  consents: [],
  answerDays: 14,
  assignment: { mode: 'match', minLoad: 0, perRegion: null, perOrganisation: null, connected: false },
  sheet: { remarks: 'optional', remarkLength: 1, training: false },
  blind: [],
  others: 'never',
  extraExpert: 'after-word',
  vacancies: 'at-once',
  expertsPublished: false,
  crossReview: {
    reviews: 0,
    commentLength: 550,
    grades: false,
    exempt: [],
    unfinished: 'dropped',
    shownToExperts: true,
  },
  clarificationDays: 0,
};

/** Rules §17. Stored rules with everything that they leave out: the plain rules hold where nothing is said. */
export function judgingRulesFrom(stored: Partial<JudgingRules> | null | undefined): JudgingRules {
  const said = stored ?? {};
  return {
    ...plainJudgingRules,
    ...said,
    conflicts: { ...plainJudgingRules.conflicts, ...said.conflicts },
    assignment: { ...plainJudgingRules.assignment, ...said.assignment },
    sheet: { ...plainJudgingRules.sheet, ...said.sheet },
    crossReview: { ...plainJudgingRules.crossReview, ...said.crossReview },
  };
}

/** Rules §8. The faults of judging rules themselves: a consent without version or text, the same version twice. */
export function judgingRuleProblems({ consents }: JudgingRules): FieldProblem[] {
  const seen = new Set<string>();
  return consents.flatMap(({ kind, version, text }, index) => {
    const at = `/judgingRules/consents/${index}`;
    const problems: FieldProblem[] = [];
    if (!version.trim()) problems.push({ pointer: `${at}/version`, rule: 'required' });
    if (!text.trim()) problems.push({ pointer: `${at}/text`, rule: 'required' });
    if (seen.has(kind)) problems.push({ pointer: `${at}/kind`, rule: 'duplicate', values: { id: kind } });
    seen.add(kind);
    return problems;
  });
}

/** Rules §19. The nominations that stand aside from the cross-review must be of this cycle. */
export function exemptProblems(
  { crossReview }: Pick<JudgingRules, 'crossReview'>,
  nominations: readonly { code: string }[],
): FieldProblem[] {
  const known = new Set(nominations.map(({ code }) => code));
  return crossReview.exempt.flatMap((code, index) =>
    known.has(code) ? [] : [{ pointer: `/judgingRules/crossReview/exempt/${index}`, rule: 'not-offered' }],
  );
}

/**
 * Rules §9. Whether a remark must stand beside these points: always, or at either end of the scale, as ruled.
 * Points that are not a decimal of the scale ask for nothing.
 */
export function needsRemark(
  score: string,
  scale: { scaleMin: string; scaleMax: string },
  rule: JudgingRules['sheet']['remarks'],
): boolean {
  if (rule !== 'at-the-ends') return rule === 'always';
  const given = decimalFrom(score);
  return given !== null && (Number(given) === Number(scale.scaleMin) || Number(given) === Number(scale.scaleMax));
}
