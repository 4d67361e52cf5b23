import { ApiToken } from './accounts/sign-in/api-token.entity.js';
import { Invitation } from './accounts/invitations/invitation.entity.js';
import { Membership } from './accounts/organisations/membership.entity.js';
import { Organisation } from './accounts/organisations/organisation.entity.js';
import { RoleGrant } from './accounts/grants/role-grant.entity.js';
import { Session } from './accounts/sign-in/session.entity.js';
import { SignInLink } from './accounts/sign-in/sign-in-link.entity.js';
import { User } from './accounts/users/user.entity.js';
import { CalendarYear } from './cycles/reference/calendar-year.entity.js';
import { Criterion } from './cycles/criteria/criterion.entity.js';
import { Cycle } from './cycles/cycle/cycle.entity.js';
import { FormVersion } from './cycles/forms/form-version.entity.js';
import { NationalProject } from './cycles/reference/national-project.entity.js';
import { Nomination } from './cycles/nominations/nomination.entity.js';
import { Region } from './cycles/reference/region.entity.js';
import { RegulationEdition } from './cycles/editions/regulation-edition.entity.js';
import { StageNotice } from './cycles/stages/stage-notice.entity.js';
import { Stage } from './cycles/stages/stage.entity.js';
import { AssignmentPlan } from './judging/assignment-plan.entity.js';
import { Assignment } from './judging/assignment.entity.js';
import { Conflict } from './judging/conflict.entity.js';
import { Divergence } from './judging/divergence.entity.js';
import { Evaluation } from './judging/evaluation.entity.js';
import { ExpertConsent } from './judging/expert-consent.entity.js';
import { ExpertPreference } from './judging/expert-preference.entity.js';
import { ExpertProfile } from './judging/expert-profile.entity.js';
import { Expert } from './judging/expert.entity.js';
import { EvaluationVersion } from './judging/evaluation-version.entity.js';
import { SheetReopening } from './judging/sheet-reopening.entity.js';
import { SheetRestoration } from './judging/sheet-restoration.entity.js';
import { SheetRestorationApproval } from './judging/sheet-restoration-approval.entity.js';
import { TrainingEntry } from './judging/training-entry.entity.js';
import { TrainingSheet } from './judging/training-sheet.entity.js';
import { CrossReviewAllotment } from './judging/cross-review/cross-review-allotment.entity.js';
import { CrossReviewDuty } from './judging/cross-review/cross-review-duty.entity.js';
import { CrossReviewExcuse } from './judging/cross-review/cross-review-excuse.entity.js';
import { CrossReviewModeration } from './judging/cross-review/cross-review-moderation.entity.js';
import { CrossReview } from './judging/cross-review/cross-review.entity.js';
import { PublicVote } from './judging/voting/public-vote.entity.js';
import { Practice } from './library/practice.entity.js';
import { Delivery } from './notifications/delivery.entity.js';
import { AuditRecord } from './platform/audit/audit-record.entity.js';
import { AuditSeal } from './platform/audit/audit-seal.entity.js';
import { IdempotencyKey } from './platform/database/idempotency-key.entity.js';
import { BareCopy } from './platform/files/bare/bare-copy.entity.js';
import { StoredFile } from './platform/files/stored-file.entity.js';
import { Throttle } from './platform/http/throttling/throttle.entity.js';
import { Task } from './platform/jobs/task.entity.js';
import { CapturedMail } from './platform/mail/captured-mail.entity.js';
import { Setting } from './platform/operations/setting.entity.js';
import { OutboxMessage } from './platform/outbox/outbox-message.entity.js';
import { SealedLink } from './platform/sealed-link.entity.js';
import { Approval } from './results/protocols/approval.entity.js';
import { AgendaItem } from './results/sittings/agenda-item.entity.js';
import { Ballot } from './results/sittings/ballot.entity.js';
import { BallotVote } from './results/sittings/ballot-vote.entity.js';
import { BallotVoter } from './results/sittings/ballot-voter.entity.js';
import { DiscussionMessage } from './results/deliberation/discussion-message.entity.js';
import { Dissent } from './results/sittings/dissent.entity.js';
import { MeetingMember } from './results/sittings/meeting-member.entity.js';
import { Recusal } from './results/sittings/recusal.entity.js';
import { Appeal } from './results/appeals/appeal.entity.js';
import { Award } from './results/awards/award.entity.js';
import { BodyBallots } from './results/rankings/body-ballots.entity.js';
import { Certificate } from './results/publication/certificate.entity.js';
import { CorrectionApproval } from './results/corrections/correction-approval.entity.js';
import { Correction } from './results/corrections/correction.entity.js';
import { Meeting } from './results/meetings/meeting.entity.js';
import { DecisionBatch } from './results/awards/decision-batch.entity.js';
import { EntryWithdrawal } from './results/awards/entry-withdrawal.entity.js';
import { NotAwarded } from './results/awards/not-awarded.entity.js';
import { OpenVoteRecord } from './results/rankings/open-vote.entity.js';
import { Protocol } from './results/protocols/protocol.entity.js';
import { Publication } from './results/publication/publication.entity.js';
import { StoredRanking } from './results/rankings/stored-ranking.entity.js';
import { Scenario } from './results/scenarios/scenario.entity.js';
import { Weighing } from './results/weighing/weighing.entity.js';
import { RemarkRelease } from './results/entry-result/remark-release.entity.js';
import { Attachment } from './submissions/files/attachment.entity.js';
import { DeclaredRelation } from './submissions/relations/declared-relation.entity.js';
import { RegisterCounter } from './submissions/register/register-counter.entity.js';
import { StaffConflict } from './submissions/relations/staff-conflict.entity.js';
import { SubmissionRevision } from './submissions/revisions/submission-revision.entity.js';
import { Submission } from './submissions/entries/submission.entity.js';

/** Every table of the program, for the one data source. */
export const entities = [
  AgendaItem,
  Ballot,
  BallotVote,
  BallotVoter,
  DiscussionMessage,
  Dissent,
  MeetingMember,
  Recusal,
  ApiToken,
  Appeal,
  Approval,
  Assignment,
  AssignmentPlan,
  Attachment,
  AuditRecord,
  AuditSeal,
  Award,
  CalendarYear,
  CapturedMail,
  BodyBallots,
  Certificate,
  Conflict,
  Divergence,
  Correction,
  CorrectionApproval,
  Criterion,
  CrossReview,
  CrossReviewAllotment,
  CrossReviewDuty,
  CrossReviewExcuse,
  CrossReviewModeration,
  Cycle,
  DecisionBatch,
  DeclaredRelation,
  Delivery,
  EntryWithdrawal,
  Evaluation,
  Expert,
  ExpertConsent,
  ExpertPreference,
  ExpertProfile,
  EvaluationVersion,
  SheetReopening,
  SheetRestoration,
  SheetRestorationApproval,
  TrainingEntry,
  TrainingSheet,
  FormVersion,
  IdempotencyKey,
  Invitation,
  Meeting,
  Membership,
  NationalProject,
  Nomination,
  NotAwarded,
  OpenVoteRecord,
  Organisation,
  OutboxMessage,
  Practice,
  Protocol,
  PublicVote,
  Publication,
  StoredRanking,
  Region,
  RegisterCounter,
  RegulationEdition,
  RemarkRelease,
  RoleGrant,
  Scenario,
  SealedLink,
  Session,
  Setting,
  SignInLink,
  StaffConflict,
  Stage,
  StageNotice,
  BareCopy,
  StoredFile,
  Submission,
  SubmissionRevision,
  Task,
  Throttle,
  User,
  Weighing,
];
