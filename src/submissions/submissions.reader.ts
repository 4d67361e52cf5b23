import { Injectable } from '@nestjs/common';
import type { Actor } from '../domain/actor.js';
import type { SubmissionState } from '../domain/submission.js';
import { Database } from '../platform/database/database.js';
import type { SubmissionRevision } from './submission-revision.entity.js';
import type { Submission } from './submission.entity.js';
import { visibleTo } from './submissions.policy.js';
import * as queries from './submissions.queries.js';

/** What controllers and pages read, always through the visibility of the actor. */
@Injectable()
export class SubmissionsReader {
  constructor(private readonly db: Database) {}

  get(actor: Actor, id: string): Promise<Submission> {
    return queries.getSubmission(this.db.reader, id, visibleTo(actor));
  }

  list(
    actor: Actor,
    filter: queries.SubmissionFilter,
    page: Parameters<typeof queries.listSubmissions>[3],
  ): Promise<Submission[]> {
    return queries.listSubmissions(this.db.reader, visibleTo(actor), filter, page);
  }

  countByState(actor: Actor, filter: queries.SubmissionFilter): Promise<Partial<Record<SubmissionState, number>>> {
    return queries.countByState(this.db.reader, visibleTo(actor), filter);
  }

  async revisions(actor: Actor, id: string): Promise<SubmissionRevision[]> {
    const entry = await this.get(actor, id);
    return queries.listRevisions(this.db.reader, entry.id);
  }
}
