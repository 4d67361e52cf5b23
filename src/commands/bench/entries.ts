import type { EntityManager } from 'typeorm';
import { Delivery } from '../../notifications/delivery.entity.js';
import { AuditRecord } from '../../platform/audit/audit-record.entity.js';
import { AuditSeal } from '../../platform/audit/audit-seal.entity.js';
import type { Database } from '../../platform/database/database.js';
import { OutboxMessage } from '../../platform/outbox/outbox-message.entity.js';
import { RegisterCounter } from '../../submissions/register/register-counter.entity.js';
import { compactTally } from '../../submissions/register/tally.queries.js';
import { readWords } from '../../submissions/register/words.queries.js';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { SubmissionDraft } from '../../submissions/entries/submission-draft.entity.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import type { Story } from './entry.js';
import { lettersOf, newsOf } from './entry-news.js';
import { recordsOf } from './entry-records.js';
import { draftsOf, revisionsOf, submissionOf } from './entry-rows.js';
import { insertRows } from './insert-rows.js';
import type { Sealer } from './sealer.js';
import { Stories, type StoryFacts } from './stories.js';

const batch = 1000;
/** After so many entries what is being written is looked after. */
const breath = 50;

/** Writes entries with all that the verbs leave of them. One batch is thought out while the one before is written. */
export async function addEntries(db: Database, sealer: Sealer, facts: StoryFacts, count: number): Promise<Stories> {
  const stories = new Stories(facts, count);
  let writing = Promise.resolve();
  for (let done = 0; done < count; done += batch) {
    const traces: Traces = { entries: [], drafts: [], revisions: [], records: [], news: [], letters: [] };
    for (let index = done; index < Math.min(done + batch, count); index += 1) {
      leave(traces, stories.next(index));
      if (index % breath === 0) await new Promise(setImmediate);
    }
    const seals = sealer.seal(traces.records);
    await writing;
    writing = db.transaction((tx) => write(tx, traces, seals));
  }
  await writing;
  await db.transaction((tx) => insertRows(tx, RegisterCounter, stories.counters()));
  while ((await readWords(db.reader)) > 0);
  await compactTally(db.reader);
  return stories;
}

/** The rows that entries leave, table by table. */
interface Traces {
  entries: Partial<Submission>[];
  drafts: Partial<SubmissionDraft>[];
  revisions: Partial<SubmissionRevision>[];
  records: AuditRecord[];
  news: OutboxMessage[];
  letters: Partial<Delivery>[];
}

function leave(traces: Traces, story: Story): void {
  const revisions = revisionsOf(story);
  const news = newsOf(story);
  traces.entries.push(submissionOf(story));
  traces.drafts.push(...draftsOf(story));
  traces.revisions.push(...revisions);
  traces.records.push(...recordsOf(story, revisions));
  traces.news.push(...news);
  traces.letters.push(...lettersOf(story, news, revisions));
}

async function write(tx: EntityManager, traces: Traces, seals: AuditSeal[]): Promise<void> {
  await tx.query('SET LOCAL synchronous_commit = off');
  await insertRows(tx, Submission, traces.entries);
  await insertRows(tx, SubmissionDraft, traces.drafts);
  await insertRows(tx, SubmissionRevision, traces.revisions);
  await insertRows(tx, AuditRecord, traces.records);
  await insertRows(tx, AuditSeal, seals);
  await tx.query('DELETE FROM audit_unsealed u USING audit_seal s WHERE s.record_id = u.record_id');
  await insertRows(tx, OutboxMessage, traces.news);
  await insertRows(tx, Delivery, traces.letters);
}
