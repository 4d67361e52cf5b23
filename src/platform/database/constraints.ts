import { QueryFailedError } from 'typeorm';
import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';

/** Constraints that people can run into, by name, and what each refuses. */
const refusals: Record<string, RefusalDetail> = {
  user_account_email_once: { code: 'already-exists', what: 'user' },
  organisation_name_once: { code: 'already-exists', what: 'organisation' },
  organisation_inn_once: { code: 'already-exists', what: 'organisation' },
  membership_request_open_once: { code: 'already-exists', what: 'membership' },
  role_grant_in_force_once: { code: 'already-exists', what: 'role-grant' },
  membership_once: { code: 'already-exists', what: 'membership' },
  cycle_year_once: { code: 'already-exists', what: 'cycle' },
  stage_kind_once: { code: 'already-exists', what: 'stage' },
  nomination_code_once: { code: 'already-exists', what: 'nomination' },
  expert_once: { code: 'already-exists', what: 'expert' },
  assignment_once: { code: 'already-exists', what: 'assignment' },
  assignment_no_conflict: { code: 'conflict-of-interest', source: 'database' },
  evaluation_no_conflict: { code: 'conflict-of-interest', source: 'database' },
  evaluation_of_active_assignment: { code: 'not-found' },
  evaluation_place_once: { code: 'picks-apart' },
  evaluation_votes_left: { code: 'picks-apart' },
  evaluation_frozen: { code: 'sheet-frozen' },
  approval_person_once: { code: 'same-approver' },
  training_entry_once: { code: 'already-exists', what: 'training-entry' },
  training_sheet_once: { code: 'sheet-frozen' },
  sheet_reopening_once: { code: 'already-exists', what: 'sheet-reopening' },
  sheet_restoration_two_approvers: { code: 'approvers-needed', have: 1, needed: 2 },
  sheet_restoration_approval_once: { code: 'same-approver' },
  publication_two_approvers: { code: 'approvers-needed', have: 1, needed: 2 },
  cross_review_not_own: { code: 'conflict-of-interest', source: 'database' },
  cross_review_frozen: { code: 'cross-review-frozen' },
  cross_review_duty_once: { code: 'already-exists', what: 'cross-review' },
  public_vote_person_once: { code: 'already-exists', what: 'vote' },
  discussion_message_no_conflict: { code: 'conflict-of-interest', source: 'database' },
  meeting_member_once: { code: 'already-exists', what: 'member' },
  meeting_member_user_once: { code: 'already-exists', what: 'member' },
  recusal_once: { code: 'already-exists', what: 'recusal' },
  ballot_voter_once: { code: 'already-exists', what: 'vote' },
  ballot_vote_while_open: { code: 'action-not-allowed', action: 'vote', state: 'closed' },
  staff_conflict_once: { code: 'already-exists', what: 'staff-conflict' },
  submission_collaborator_once: { code: 'already-exists', what: 'collaborator' },
  submission_collaborator_no_judge: { code: 'conflict-of-interest', source: 'database' },
  collaborator_invitation_open_once: { code: 'already-exists', what: 'collaborator-invitation' },
  collaborator_invitation_takes_over_once: { code: 'already-exists', what: 'collaborator-invitation' },
  submission_screened_by_another: { code: 'own-entry' },
  entry_handover_open_once: { code: 'already-exists', what: 'handover' },
  declared_relation_once: { code: 'already-exists', what: 'relation' },
  appeal_once: { code: 'already-exists', what: 'appeal' },
  appeal_other_deciders: { code: 'took-part' },
  remark_release_once: { code: 'already-exists', what: 'remark-release' },
  entry_withdrawal_once: { code: 'already-exists', what: 'withdrawal' },
  award_regional_once: { code: 'already-exists', what: 'regional-laureate' },
  decision_batch_second_person: { code: 'second-person-needed' },
  decision_batch_stands: { code: 'list-changed' },
  correction_one_prepared: { code: 'already-exists', what: 'correction' },
  correction_two_approvers: { code: 'approvers-needed', have: 1, needed: 2 },
  correction_approval_once: { code: 'same-approver' },
  broadcast_sent_once: { code: 'already-exists', what: 'broadcast' },
  publication_number_once: { code: 'already-published' },
};

/** The refusal that belongs to a violated constraint; null for any other error, which is then a bug. */
export function refusalOfConstraint(error: unknown): Refusal | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { constraint, code } = error.driverError as { constraint?: string; code?: string };
  const detail = constraint ? refusals[constraint] : undefined;
  if (detail) return new Refusal(detail);
  // Which of the two it is for ON DELETE RESTRICT depends on the version of PostgreSQL.
  if ((code === '23503' || code === '23001') && constraint)
    return new Refusal({ code: 'still-in-use', what: constraint });
  return null;
}
