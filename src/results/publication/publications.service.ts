import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Person } from '../../domain/kernel/actor.js';
import { contentHash } from '../../domain/kernel/canonical.js';
import type { DomainEvent } from '../../domain/kernel/decision.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import {
  mustBePublishable,
  publicationReason,
  type NobodyItem,
  snapshotContent,
  type SnapshotItem,
  type Standing,
} from '../../domain/results/publication/publication.js';
import { publicationInstant } from '../../domain/results/publication/publication-instant.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { certificateCode } from '../../domain/results/publication/certificate.js';
import { listCalendar } from '../../cycles/reference/reference.queries.js';
import { calendarOf } from '../../domain/cycles/production-calendar.js';
import { dayOf, type Day } from '../../domain/kernel/local-day.js';
import { overdueOn, publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { record, tell } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Certificate } from './certificate.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Protocol } from '../protocols/protocol.entity.js';
import { standingHash } from '../protocols/protocol-twin.queries.js';
import { Publication } from './publication.entity.js';
import { mustRunResults } from '../access/results.policy.js';
import { getProtocol, listApprovals, listSignedProtocols } from '../protocols/protocols.queries.js';
import { listJudgedIds, listPublications } from './publication.queries.js';
import { listHidden } from '../access/hidden-entries.queries.js';
import { lockMeeting } from '../meetings/meetings.queries.js';
import { lockCycle } from '../../cycles/cycle/cycle.queries.js';
import { changedEntries, publishedContent } from '../../domain/results/publication/published-content.js';

export interface PublishInput {
  /** When it becomes visible; an instant that has just passed is now. */
  publishAt: Date;
  /** Why there is a later publication; the first needs none. */
  reason: string;
  /** The hash of the list that was shown for confirmation; another list is not published under it. */
  listHash?: string | undefined;
}

/** What would be published, to be looked at before it is. */
export interface PublicationDraft {
  number: number;
  publishAt: Date;
  reason: string;
  /** The last day of the term, where this is after it. */
  overdue: Day | null;
  items: SnapshotItem[];
  /** Kinds that were awarded to nobody, as far as the rules publish it. */
  nobody: NobodyItem[];
  /** SHA-256 of the canonical list of decisions. */
  listHash: string;
  /** Entries whose people are told. */
  told: string[];
}

/** Publishing what two people have signed, as an immutable snapshot that is visible from its instant on. */
@Injectable()
export class PublicationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Refuses: `already-published`, `approvers-needed`, `protocol-changed` when what was signed no longer stands,
   * `reason-required` for a later publication, `publication-late` for one after the term without a reason.
   */
  async publish(actor: Person, protocolId: string, input: PublishInput): Promise<Publication> {
    const now = this.clock.now();
    const publication = await this.db.transaction((tx) => this.publishIn(tx, actor, protocolId, { ...input, now }));
    // After the commit: running twice does no harm, and the library asks SQL whether the instant has come.
    await this.jobs.add(
      'library.adopt',
      { publicationId: publication.id },
      { jobId: `adopt-${publication.id}`, delayMs: publication.publishAt.getTime() - now.getTime() },
    );
    return publication;
  }

  /** What `publish` would do now, and what it would refuse; nothing is written. */
  draft(actor: Person, protocolId: string, input: PublishInput): Promise<PublicationDraft> {
    return this.db.transaction((tx) => draftOf(tx, actor, protocolId, { ...input, now: this.clock.now() }));
  }

  private async publishIn(
    tx: EntityManager,
    actor: Person,
    protocolId: string,
    input: PublishInput & { now: Date },
  ): Promise<Publication> {
    const { now } = input;
    const draft = await draftOf(tx, actor, protocolId, input);
    const { cycle, meeting, protocol, number, publishAt, reason, overdue } = draft;
    const { items, nobody, standings, listHash, told } = draft;
    if (input.listHash && input.listHash !== listHash) throw new Refusal({ code: 'protocol-changed' });
    const snapshot = snapshotContent({
      cycleTitle: cycle.title,
      year: cycle.year,
      number,
      protocolNumber: meeting.number,
      protocolHash: protocol.hash,
      publishAt,
      reason,
      ...(overdue && { overdue }),
      items,
      ...(nobody.length > 0 && { nobody }),
      ...(standings.length > 0 && { standings }),
    });
    const publication = Object.assign(new Publication(), {
      id: newId(),
      cycleId: cycle.id,
      number,
      protocolId,
      snapshot,
      hash: contentHash(snapshot, sha256),
      publishAt,
      reason,
      createdAt: now,
      createdById: actor.userId,
    });
    await tx.insert(Publication, publication as never);
    await this.certify(tx, publication, items);
    const after = { number, protocolId, hash: publication.hash, publishAt, reason };
    await record(
      tx,
      { actor, action: 'publish', now },
      { subjectType: 'publication', subjectId: publication.id, before: null, after },
    );
    await tellAll(tx, publication.id, told, now);
    return publication;
  }

  /** Codes for everybody who was chosen, the reserve apart; they are found from the instant of the publication on. */
  private async certify(tx: EntityManager, publication: Publication, items: readonly SnapshotItem[]): Promise<void> {
    const { certificates } = publicationRulesFrom((await getEdition(tx, publication.cycleId)).publicationRules);
    const honoured = items.filter(({ outcome }) => outcome !== 'reserve');
    if (!certificates || honoured.length === 0) return;
    await tx.insert(
      Certificate,
      honoured.map(({ submissionId, outcome }) => ({
        id: newId(),
        code: certificateCode({ publicationHash: publication.hash, submissionId, outcome }, sha256),
        publicationId: publication.id,
        submissionId,
        outcome,
      })),
    );
  }

  /**
   * Takes the published results back: a further numbered snapshot without decisions, with the reason that everybody
   * reads. Refuses `nothing-decided` where nothing is published, `reason-required`.
   */
  withdraw(actor: Person, cycleId: string, reason: string): Promise<Publication> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const cycle = await lockCycle(tx, cycleId);
      mustRunResults(actor, { cycleId });
      const last = await getWithdrawable(tx, actor, cycleId);
      const protocol = await getProtocol(tx, last.protocolId);
      const snapshot = snapshotContent({
        cycleTitle: cycle.title,
        year: cycle.year,
        number: last.number + 1,
        protocolNumber: String(last.snapshot['protocolNumber']),
        protocolHash: protocol.hash,
        publishAt: now,
        reason: mustGiveReason(reason),
        items: [],
        withdrawn: true,
      });
      const publication = Object.assign(new Publication(), {
        id: newId(),
        cycleId,
        number: last.number + 1,
        protocolId: last.protocolId,
        snapshot,
        hash: contentHash(snapshot, sha256),
        publishAt: now,
        reason: reason.trim(),
        createdAt: now,
        createdById: actor.userId,
      });
      await tx.insert(Publication, publication as never);
      const subject = { subjectType: 'publication', subjectId: publication.id, before: null };
      await record(
        tx,
        { actor, action: 'withdraw', now },
        { ...subject, after: { number: publication.number, reason } },
      );
      const told = (last.snapshot['items'] as SnapshotItem[]).map(({ submissionId }) => submissionId);
      await tellAll(tx, publication.id, [...new Set(told)], now);
      return publication;
    });
  }

  /** The publication that {@link withdraw} would take back now; refused where it would be. */
  withdrawable(actor: Person, cycleId: string): Promise<Publication> {
    mustRunResults(actor, { cycleId });
    return getWithdrawable(this.db.reader, actor, cycleId);
  }
}

/** The publication in force, for somebody who may meet every entry in it. Refuses: `nothing-decided`, `conflict-of-interest`. */
async function getWithdrawable(em: EntityManager, actor: Person, cycleId: string): Promise<Publication> {
  const [last] = await listPublications(em, cycleId);
  if (!last || last.snapshot['withdrawn'] === true) throw new Refusal({ code: 'nothing-decided' });
  await mustMeetItems(em, actor, cycleId, last.snapshot['items'] as SnapshotItem[]);
  return last;
}

interface LockedDraft extends PublicationDraft {
  standings: Standing[];
  cycle: Cycle;
  meeting: Meeting;
  protocol: Protocol;
}

async function draftOf(
  tx: EntityManager,
  actor: Person,
  protocolId: string,
  input: PublishInput & { now: Date },
): Promise<LockedDraft> {
  const protocol = await getProtocol(tx, protocolId);
  mustRunResults(actor, { cycleId: protocol.cycleId });
  const cycle = await lockCycle(tx, protocol.cycleId);
  const meeting = await lockMeeting(tx, protocol.meetingId);
  const earlier = await listPublications(tx, cycle.id);
  mustBePublishable({
    protocol: { hash: protocol.hash, approvals: await listApprovals(tx, [protocol.id]) },
    approversNeeded: 2,
    publishedHash: earlier.some((publication) => publication.protocolId === protocolId) ? protocol.hash : null,
  });
  if ((await standingHash(tx, meeting, input.now)) !== protocol.hash) throw new Refusal({ code: 'protocol-changed' });
  const [last] = earlier;
  const number = (last?.number ?? 0) + 1;
  const edition = await getEdition(tx, cycle.id);
  const { detail, term } = publicationRulesFrom(edition.publicationRules);
  const publishAt = publicationInstant(input.publishAt, input.now);
  const calendar = calendarOf(await listCalendar(tx));
  const overdue = overdueOn(dayOf(publishAt, cycle.timeZone), meeting.heldOn, term, calendar);
  const rules = { detail, decisions: decisionRulesFrom(edition.decisionRules) };
  const others = (await listSignedProtocols(tx, cycle.id)).filter(({ meetingId }) => meetingId !== meeting.id);
  const signed = [...others, protocol].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { items, nobody, standings } = publishedContent(
    signed.map(({ twin }) => twin),
    rules,
  );
  await mustMeetItems(tx, actor, cycle.id, items);
  return {
    standings,
    cycle,
    meeting,
    protocol,
    number,
    publishAt,
    overdue,
    reason: publicationReason(input.reason, { number, overdue }),
    items,
    nobody,
    listHash: contentHash(nobody.length > 0 ? { items, nobody } : items, sha256),
    told: last ? changedEntries(last.snapshot['items'] as SnapshotItem[], items) : await listJudgedIds(tx, cycle.id),
  };
}

/** Refuses with `conflict-of-interest` one who must not meet an entry of the list. */
async function mustMeetItems(tx: EntityManager, actor: Person, cycleId: string, items: readonly SnapshotItem[]) {
  const hidden = await listHidden(tx, actor.userId, { cycleId });
  if (items.some(({ submissionId }) => hidden.has(submissionId)))
    throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
}

/** The news lies in the outbox until the instant: the public, and each entrant, who is told about the own entry. */
async function tellAll(tx: EntityManager, publicationId: string, entryIds: readonly string[], now: Date) {
  const events: DomainEvent[] = [
    { type: 'publication.published', publicationId },
    ...entryIds.map((submissionId) => ({ type: 'result.announced', publicationId, submissionId })),
  ];
  for (let from = 0; from < events.length; from += 1000) await tell(tx, events.slice(from, from + 1000), now);
}
