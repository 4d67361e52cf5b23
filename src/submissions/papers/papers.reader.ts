import { Injectable } from '@nestjs/common';
import { getUser } from '../../accounts/users/users.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { revisionContent } from '../../domain/submissions/submission-revision.js';
import { deadlineOf } from '../../domain/submissions/submission.js';
import type { Answers, FormField } from '../../domain/cycles/form.js';
import { Database } from '../../platform/database/database.js';
import type { Attachment } from '../files/attachment.entity.js';
import type { SubmissionRevision } from '../revisions/submission-revision.entity.js';
import { SubmissionsReader, type EntryPage } from '../writing/submissions.reader.js';

/** What the papers of an entry tell. */
export interface PaperFacts {
  page: EntryPage;
  /** Null for what was typed and not submitted. */
  revision: SubmissionRevision | null;
  title: string;
  answers: Answers;
  fields: readonly FormField[];
  attachments: readonly Attachment[];
  organisation: string;
  region: string;
  /** Who submitted it; empty for what came by a table. */
  submitter: string;
  /** Until when it can be changed and submitted again; null where it cannot. */
  deadline: Date | null;
}

/** What stands on the papers of an entry, for those who may read it. */
@Injectable()
export class PapersReader {
  constructor(
    private readonly db: Database,
    private readonly submissions: SubmissionsReader,
  ) {}

  /** A revision, the one in force where none is named. Refuses `not-found`, also what was never submitted. */
  async submitted(
    actor: Actor,
    id: string,
    number: number | null,
  ): Promise<PaperFacts & { revision: SubmissionRevision }> {
    const page = await this.submissions.page(actor, id);
    const wanted = number ?? page.revision?.number;
    if (wanted === undefined) throw new Refusal({ code: 'not-found' });
    const { revision, form } = await this.submissions.revision(actor, id, { number: wanted, besides: null });
    const by = revision.submittedById;
    return {
      page,
      revision,
      title: revision.title,
      answers: revision.answers,
      fields: form.fields,
      attachments: await this.submissions.filesOf(revision),
      organisation: revision.organisation['name'] ?? '',
      region: revision.organisation['regionName'] ?? '',
      submitter: by ? (await getUser(this.db.reader, by)).name : '',
      deadline: deadlineIn(page),
    };
  }

  /** What its people have typed: theirs alone. */
  async working(actor: Actor, id: string): Promise<PaperFacts> {
    const page = await this.submissions.page(actor, id);
    if (!page.own) throw new Refusal({ code: 'not-found' });
    const { entry, answers, form, attachments, region } = page;
    return {
      page,
      revision: null,
      title: entry.title,
      answers,
      fields: form.fields,
      attachments,
      organisation: entry.organisation.name,
      region: region.nameRu,
      submitter: '',
      deadline: deadlineIn(page),
    };
  }

  /** The content of a revision, whose canonical JSON has the hash of the receipt. */
  async content(actor: Actor, id: string, number: number) {
    const { entry, revision } = await this.submissions.revision(actor, id, { number, besides: null });
    return { entry, revision, content: revisionContent(revision) };
  }
}

function deadlineIn({ entry, stages, own, now }: EntryPage): Date | null {
  return own ? deadlineOf(entry, stages.find(({ kind }) => kind === 'intake') ?? null, now) : null;
}
