import type { INestApplicationContext } from '@nestjs/common';
import { NoticesService } from './cycles/stages/notices.service.js';
import { ImportTasks } from './import/import-tasks.service.js';
import { ConflictsService } from './judging/conflicts/conflicts.service.js';
import { CrossReviewDutiesService } from './judging/cross-review-board/cross-review-duties.service.js';
import { DivergenceService } from './judging/divergence/divergence.service.js';
import { ExpertsService } from './judging/experts/experts.service.js';
import { PlanTasks } from './judging/plans/plan-tasks.service.js';
import { SignalsService } from './judging/board/signals.service.js';
import { VacanciesService } from './judging/vacancies/vacancies.service.js';
import { PublicVotesService } from './judging/voting/public-votes.service.js';
import { LibraryService } from './library/library.service.js';
import { InvariantsService } from './admin/invariants.service.js';
import { forgetErased, sweepOld } from './admin/retention.js';
import { Clock } from './platform/clock.js';
import { Database } from './platform/database/database.js';
import { LetterSender } from './notifications/letter-sender.js';
import { IdempotentAnswers } from './platform/http/api/idempotent-answers.js';
import { Throttler } from './platform/http/throttling/throttle.js';
import { AuditHeads } from './platform/audit/audit-heads.js';
import { FileCheck } from './platform/files/check/file-check.js';
import { FileScans } from './platform/files/scanning/file-scans.js';
import type { JobHandlers } from './platform/jobs/job-table.js';
import { Jobs } from './platform/jobs/jobs.js';
import { LinkVault } from './platform/secrets/link-vault.js';
import { compactMarks } from './results/rankings/inputs-seen.js';
import { WeighingsService } from './results/weighing/weighings.service.js';
import { AttachmentsService } from './submissions/files/attachments.service.js';
import { UploadsService } from './submissions/files/uploads.service.js';

/** Table of contents of background work: job name → one call. Every handler may run twice. */
export function jobHandlers(app: INestApplicationContext): JobHandlers {
  return {
    'cycles.planNotices': async () => void (await app.get(NoticesService).plan()),
    'cycles.announceStage': ({ noticeId }) => app.get(NoticesService).announce(noticeId),
    'operations.checkInvariants': async () => void (await app.get(InvariantsService).check()),
    'operations.sweep': async () => {
      await app.get(Throttler).sweep();
      await app.get(IdempotentAnswers).sweep();
      await app.get(Jobs).sweep();
      await app.get(UploadsService).sweep();
      await app.get(PublicVotesService).sweep();
      await app.get(LetterSender).forgetRecipients();
      await compactMarks(app.get(Database).reader);
      await app.get(LinkVault).sweep(app.get(Database).reader, app.get(Clock).now());
      await sweepOld(app.get(Database).reader, app.get(Clock).now());
      await forgetErased(app.get(Database).reader, app.get(Clock).now());
    },
    'audit.publishHead': async () => void (await app.get(AuditHeads).publish()),
    'submissions.bareFiles': () => app.get(AttachmentsService).bareAll(),
    'files.scan': () => app.get(FileScans).scanWaiting(),
    'files.compare': async () => void (await app.get(FileCheck).compare()),
    'import.write': ({ taskId }) => app.get(ImportTasks).write(taskId),
    'results.weigh': ({ taskId }) => app.get(WeighingsService).weigh(taskId),
    'judging.followInvitations': () => app.get(ExpertsService).followInvitations(),
    'judging.recomputeConflicts': () => app.get(ConflictsService).recomputeAll(),
    'judging.followCrossReviews': () => app.get(CrossReviewDutiesService).follow(),
    'judging.computePlan': ({ taskId }) => app.get(PlanTasks).compute(taskId),
    'judging.publishPlan': ({ taskId }) => app.get(PlanTasks).publish(taskId),
    'judging.compareSheets': ({ messageIds }) => eachOf(messageIds, (id) => app.get(DivergenceService).follow(id)),
    'judging.fillVacancies': ({ messageIds }) => eachOf(messageIds, (id) => app.get(VacanciesService).follow(id)),
    'judging.readSignals': ({ taskId }) => app.get(SignalsService).read(taskId),
    'library.adoptDue': async () => void (await app.get(LibraryService).adoptDue()),
    'library.adopt': async ({ publicationId }) => void (await app.get(LibraryService).adopt(publicationId)),
  };
}

/** One after another; the first that fails is tried again with those after it, and those before it bear to run twice. */
async function eachOf(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  for (const id of ids) await work(id);
}
