import { homeZone } from '../../domain/kernel/local-day.js';
import type { Delivery } from '../../notifications/delivery.entity.js';
import type { OutboxMessage } from '../../platform/outbox/outbox-message.entity.js';
import type { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { idAt, type Story } from './entry.js';

const screeningEvents: Partial<Record<Story['state'], string>> = {
  admitted: 'submission.admitted',
  rejected: 'submission.rejected',
  returned: 'submission.returned',
};

/** News of the entry, all of it carried to the queue. */
export function newsOf(story: Story): OutboxMessage[] {
  const message = (type: string, at: Date, payload: OutboxMessage['payload']): OutboxMessage => {
    const told = { submissionId: story.id, ...payload };
    return {
      id: idAt(at),
      type,
      payload: told,
      createdAt: at,
      dispatchedAt: new Date(at.getTime() + 400),
      dueAt: null,
    };
  };
  const event = screeningEvents[story.state];
  return [
    ...(story.submittedAt ? [message('submission.submitted', story.submittedAt, { revision: 1 })] : []),
    ...(story.screenedAt && event ? [message(event, story.screenedAt, {})] : []),
  ];
}

/** The letters about it, all of them sent. */
export function lettersOf(
  story: Story,
  news: readonly OutboxMessage[],
  [revision]: Partial<SubmissionRevision>[],
): Partial<Delivery>[] {
  const { leader } = story.entrant;
  const facts = {
    submissionId: story.id,
    title: story.title,
    number: story.registerNumber,
    nomination: story.nomination.title,
    cycle: `Конкурс ${story.year} года`,
    reason: story.reason,
    dueAt: story.dueAt,
    revision: 1,
    hash: revision?.contentHash ?? '',
    submittedAt: story.submittedAt,
    files: 0,
  };
  return news.map(({ id, type, createdAt }) => ({
    id: idAt(createdAt),
    messageId: id,
    event: type,
    cycleId: story.cycleId,
    userId: leader.id,
    recipient: leader.email,
    locale: 'ru' as const,
    subject: `Заявка ${story.registerNumber}`,
    context: { name: leader.name, timeZone: homeZone, facts },
    state: 'sent' as const,
    attempts: 1,
    lastError: '',
    createdAt,
    startedAt: createdAt,
    sentAt: new Date(createdAt.getTime() + 1000),
  }));
}
