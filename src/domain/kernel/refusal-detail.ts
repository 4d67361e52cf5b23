/** One fault of one field: `pointer` is a JSON pointer into what was sent, `rule` a key of `refusals:field.<rule>`. */
export interface FieldProblem {
  pointer: string;
  rule: string;
  values?: Record<string, string | number>;
}

/** One fault of an imported table: rows count from 1 with the heading as row 1. */
export interface RowProblem {
  row: number;
  column: string;
  rule: string;
  values?: Record<string, string | number>;
  /** What stands in the cell, or the beginning of it. */
  value?: string;
}

/** Every way in which the rules refuse, with the facts that the words need. */
export type RefusalDetail =
  // who
  | { code: 'sign-in-required' }
  | { code: 'credentials-wrong' }
  | { code: 'forbidden' }
  | { code: 'form-expired' }
  | { code: 'throttled'; retryAfterSeconds: number }
  | { code: 'link-needed' }
  | { code: 'unavailable'; retryAfterSeconds: number }
  | { code: 'clock-differs'; retryAfterSeconds: number }
  | { code: 'link-expired' }
  | { code: 'scope-missing'; scope: string }
  // what was sent
  | { code: 'not-found' }
  | { code: 'malformed' }
  | { code: 'invalid-input'; problems: FieldProblem[] }
  | { code: 'too-large'; limitBytes: number }
  | { code: 'file-type-not-allowed'; name: string; allowed: string[] }
  | { code: 'file-empty'; name: string }
  | { code: 'file-encoding'; name: string; why: 'letters' | 'zeros' }
  | { code: 'table-too-big'; name: string; cells: number; columns: number; unpackedMb: number }
  | { code: 'file-not-bared'; name: string; why: string }
  | { code: 'file-in-quarantine'; name: string; why: 'waiting' | 'infected' }
  | { code: 'paper-not-made'; why: 'long' | 'busy' }
  | { code: 'import-faulty'; problems: RowProblem[]; total: number }
  | { code: 'imported-already'; name: string; at: Date }
  | { code: 'import-built-on'; entries: number; plans: number; rankings: number; later: number }
  | {
      code: 'stale-edit';
      yours: unknown;
      theirs: unknown;
      version: number;
      changedBy: string | null;
      changedAt: Date;
      /** Where saving is by field: those in conflict, each with who changed it, when, and in which version. */
      fields?: { field: string; version: number; changedBy: string | null; changedAt: Date; isOwn: boolean }[];
    }
  | { code: 'precondition-required' }
  | { code: 'idempotency-mismatch' }
  | { code: 'idempotency-running' }
  | { code: 'pressed-twice' }
  | { code: 'idempotency-answer-lost'; records: string[]; n: number }
  | { code: 'already-exists'; what: string }
  | { code: 'organisation-alike'; name: string; like: string }
  | { code: 'organisation-has-people'; name: string }
  | { code: 'organisations-differ'; from: string; into: string }
  | { code: 'merged-already' }
  | { code: 'by-invitation' }
  | { code: 'consents-unwritten' }
  | { code: 'consent-changed' }
  | { code: 'own-practice' }
  | { code: 'signing-key-ended'; fingerprint: string; endedAt: Date }
  | { code: 'handed-over'; organisation: string }
  | { code: 'consent-needed'; cycleId: string; cycle: string }
  | { code: 'code-wrong' }
  | { code: 'does-not-fit'; open: number; stopping: number }
  | { code: 'merging-conflicts'; n: number }
  | { code: 'still-in-use'; what: string }
  // stages and states
  | { code: 'stage-closed'; stage: string; opensAt: Date | null; closesAt: Date | null; now: Date; timeZone: string }
  | { code: 'action-not-allowed'; action: string; state: string }
  | { code: 'rules-frozen'; since: Date }
  | { code: 'intake-ahead' }
  | { code: 'extension-needed' }
  | { code: 'extension-changed'; closesAt: Date; timeZone: string }
  | { code: 'extension-used'; n: number }
  | { code: 'entrant-not-found'; words: string; found: number }
  | { code: 'half-of-intake-passed'; action: string }
  // entry
  | { code: 'quota-reached'; quota: number; inPlay: number }
  | { code: 'kind-not-allowed'; kind: string; allowed: string[] }
  | { code: 'region-not-listed'; region: string; on: string }
  | { code: 'calendar-missing'; year: string }
  | { code: 'entry-incomplete'; problems: FieldProblem[] }
  | { code: 'reason-required' }
  | { code: 'own-entry' }
  | { code: 'opinions-missing'; given: number; needed: number }
  | { code: 'opinion-given'; isOwn: boolean }
  | { code: 'entry-moved-on'; state: string; revision: number; by: string; at: Date | null; reason: string }
  | { code: 'fields-closed'; titles: string[]; problems: FieldProblem[] }
  // judging
  | { code: 'conflict-of-interest'; source: string }
  | { code: 'conflict-in-plan'; entries: number }
  | { code: 'conflicts-undeclared'; expertId: string }
  | { code: 'consents-needed'; expertId: string; kinds: string[] }
  | { code: 'training-due'; expertId: string }
  | { code: 'place-taken'; criterion: string; title: string; place: number; entry: string }
  | { code: 'votes-spent'; criterion: string; title: string; most: number }
  | { code: 'picks-apart' }
  | { code: 'score-off-scale'; criterion: string; title: string; min: string; max: string; step: string }
  | { code: 'sheet-incomplete'; criteria: string[]; titles: string[] }
  | { code: 'cannot-judge-not-foreseen'; criterion: string; title: string }
  | { code: 'remark-missing'; criteria: string[]; titles: string[]; length: number }
  | { code: 'sheet-frozen' }
  | { code: 'experts-short'; submissions: number; needed: number; available: number }
  | { code: 'assignment-started' }
  | { code: 'plan-outdated'; pairs: number }
  | { code: 'nudged-already'; at: Date }
  | { code: 'duties-held'; n: number }
  | { code: 'nobody-to-write' }
  | { code: 'term-passed'; dueAt: Date }
  | { code: 'cross-review-frozen' }
  | { code: 'entry-dropped-out' }
  | { code: 'cross-review-short'; why: string; entry: string; needed: number; available: number }
  // results
  | { code: 'nothing-to-rank' }
  | { code: 'sheets-missing'; missing: number }
  | { code: 'no-quorum'; present: number; needed: number; members: number }
  | { code: 'sitting-ahead'; heldOn: string }
  | { code: 'not-a-member' }
  | { code: 'departure-needs-reason'; place: number }
  | { code: 'outcome-not-foreseen'; outcome: string }
  | { code: 'second-person-needed' }
  | { code: 'list-changed' }
  | { code: 'nothing-decided' }
  | { code: 'ranking-changed'; nomination: string }
  | { code: 'approvers-needed'; have: number; needed: number }
  | { code: 'publication-late'; dueOn: string }
  | { code: 'same-approver' }
  | { code: 'protocol-changed' }
  | { code: 'before-instant'; instant: Date; now: Date; timeZone: string }
  | { code: 'already-published' }
  | { code: 'took-part' }
  | { code: 'nobody-voted' }
  | { code: 'ballot-tied'; votes: number }
  | { code: 'ballot-open'; question: string }
  | { code: 'ballot-lost'; question: string }
  | { code: 'ballot-needed' }
  | { code: 'ballot-too-late'; question: string }
  | { code: 'absent' }
  | { code: 'declaration-needed' }
  // the database
  | { code: 'database-of-earlier-form' }
  | { code: 'database-newer'; migration: string }
  | { code: 'database-unfit'; need: string; found: string };
