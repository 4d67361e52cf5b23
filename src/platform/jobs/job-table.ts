/** Every job of the program and what it is given: ids only. The key is module.verb. */
export interface JobTable {
  'cycles.planNotices': Record<string, never>;
  'cycles.announceStage': { noticeId: string };
  'operations.checkInvariants': Record<string, never>;
  'operations.sweep': Record<string, never>;
  'audit.publishHead': Record<string, never>;
  'submissions.bareFiles': Record<string, never>;
  'files.scan': Record<string, never>;
  'files.compare': Record<string, never>;
  'import.write': { taskId: string };
  'judging.followInvitations': Record<string, never>;
  'judging.recomputeConflicts': Record<string, never>;
  'judging.followCrossReviews': Record<string, never>;
  'results.weigh': { taskId: string };
  'judging.computePlan': { taskId: string };
  'judging.publishPlan': { taskId: string };
  'judging.compareSheets': { messageIds: string[] };
  'judging.fillVacancies': { messageIds: string[] };
  'judging.readSignals': { taskId: string };
  'library.adopt': { publicationId: string };
  'library.adoptDue': Record<string, never>;
}
export type JobName = keyof JobTable;

/** Queues differ by quality of service: what is short, and long work that must not hold it up. */
export const queueOf: Record<JobName, QueueName> = {
  'cycles.planNotices': 'news',
  'cycles.announceStage': 'news',
  'operations.checkInvariants': 'work',
  'operations.sweep': 'work',
  'audit.publishHead': 'work',
  'submissions.bareFiles': 'work',
  'files.scan': 'work',
  'files.compare': 'work',
  'import.write': 'work',
  'judging.followInvitations': 'news',
  'judging.recomputeConflicts': 'work',
  'judging.followCrossReviews': 'news',
  'results.weigh': 'work',
  'judging.computePlan': 'work',
  'judging.publishPlan': 'work',
  'judging.compareSheets': 'news',
  'judging.fillVacancies': 'news',
  'judging.readSignals': 'work',
  'library.adopt': 'news',
  'library.adoptDue': 'news',
};
export const queueNames = ['news', 'work'] as const;
export type QueueName = (typeof queueNames)[number];

/** News that is not only told but followed by work: job, which is given the message → events. */
export const followedNews = {
  'judging.compareSheets': [
    'evaluation.submitted',
    'evaluation.reopened',
    'evaluation.set-aside',
    'evaluations.restored',
    'assignment.published',
    'assignment.taken',
    'assignment.recused',
    'expert.left',
    'regulation.amended',
  ],
  'judging.fillVacancies': ['assignment.recused', 'expert.left'],
} satisfies Partial<Record<JobName, string[]>>;

/** News of which nobody is told: it is only followed. */
export const untoldNews: ReadonlySet<string> = new Set(['evaluation.submitted']);

/** What follows the instants by itself in time; when the clock is moved it is asked for at once. */
export const followsTheClock = [
  'cycles.planNotices',
  'library.adoptDue',
  'judging.followInvitations',
  'judging.followCrossReviews',
] as const;

export const concurrencyOf: Record<QueueName, number> = { news: 4, work: 1 };

export type JobHandlers = { [Name in JobName]: (payload: JobTable[Name]) => Promise<void> };
