import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/ids.js';
import { LetterRenderer } from './letter-renderer.js';
import { foreseenAudiences } from './submission.news.js';

/** What would be told of an entry, were it decided like this. */
export interface ForeseenNews {
  submissionId: string;
  event: 'submission.returned' | 'submission.admitted' | 'submission.rejected';
  reason: string;
  dueAt: Date | null;
}

export interface ForeseenLetter {
  /** Everybody who would get it. */
  recipients: { name: string; email: string }[];
  /** As the first of them would read it. */
  subject: string;
  text: string;
}

/** Letters as they would go, before anything is decided: the very ones, by the same words and facts. */
@Injectable()
export class LetterPreviews {
  constructor(
    private readonly db: Database,
    private readonly renderer: LetterRenderer,
  ) {}

  /** By entry; of one that nobody acts for there is no letter. */
  async ofEntries(foreseen: readonly ForeseenNews[]): Promise<Map<string, ForeseenLetter>> {
    const ids = foreseen.map(({ submissionId }) => submissionId);
    const audiences = await foreseenAudiences(this.db.reader, ids);
    const letters = new Map<string, ForeseenLetter>();
    for (const { submissionId, event, reason, dueAt } of foreseen) {
      const { recipients, zone } = audiences.get(submissionId)!;
      const [first] = recipients;
      if (!first) continue;
      const { name, email, locale, timeZone } = first;
      const facts = { ...first.facts, reason, dueAt, open: null };
      const context = { name, timeZone, ...(zone && { zone }), facts };
      const { subject, text } = this.renderer.preview({ id: newId(), event, locale, recipient: email, context });
      letters.set(submissionId, {
        recipients: recipients.map((one) => ({ name: one.name, email: one.email })),
        subject,
        text,
      });
    }
    return letters;
  }
}
