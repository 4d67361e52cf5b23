import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../domain/actor.js';
import { contentHash } from '../domain/canonical.js';
import type { DomainEvent } from '../domain/decision.js';
import type { Outcome } from '../domain/award.js';
import type { ProtocolTwin, TwinNomination } from '../domain/protocol.js';
import { mustBePublishable, snapshotContent, type SnapshotItem, type Standing } from '../domain/publication.js';
import { Refusal } from '../domain/refusal.js';
import { mustGiveReason } from '../domain/submission.js';
import type { Cycle } from '../cycles/cycle.entity.js';
import { getEdition } from '../cycles/cycles.queries.js';
import { certificateCode } from '../domain/certificate.js';
import { publicationRulesFrom, type PublicDetail } from '../domain/publication-rules.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { record, tell } from '../platform/database/save.js';
import { newId, sha256 } from '../platform/ids.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Certificate } from './certificate.entity.js';
import type { Meeting } from './meeting.entity.js';
import type { Protocol } from './protocol.entity.js';
import { standingHash } from './protocols.service.js';
import { Publication } from './publication.entity.js';
import { mustRunResults } from './results.policy.js';
import {
  getProtocol,
  listApprovals,
  listHidden,
  listJudgedIds,
  listPublications,
  listSignedProtocols,
  lockCycle,
  lockMeeting,
} from './results.queries.js';

type Person = Actor & { userId: string };

export interface PublishInput {
  /** When it becomes visible; an instant that has passed is now. */
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
  items: SnapshotItem[];
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
   * `reason-required` for a later publication.
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
    const { cycle, meeting, protocol, number, publishAt, reason, items, standings, listHash, told } = await draftOf(
      tx,
      actor,
      protocolId,
      input,
    );
    if (input.listHash && input.listHash !== listHash) throw new Refusal({ code: 'protocol-changed' });
    const snapshot = snapshotContent({
      cycleTitle: cycle.title,
      year: cycle.year,
      number,
      protocolNumber: meeting.number,
      protocolHash: protocol.hash,
      publishAt,
      reason,
      items,
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

  /** Codes for everybody who was chosen; they are found from the instant of the publication on. */
  private async certify(tx: EntityManager, publication: Publication, items: readonly SnapshotItem[]): Promise<void> {
    const { certificates } = publicationRulesFrom((await getEdition(tx, publication.cycleId)).publicationRules);
    if (!certificates || items.length === 0) return;
    await tx.insert(
      Certificate,
      items.map(({ submissionId, outcome }) => ({
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
      const [last] = await listPublications(tx, cycleId);
      if (!last || last.snapshot['withdrawn'] === true) throw new Refusal({ code: 'nothing-decided' });
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
  const { detail } = publicationRulesFrom((await getEdition(tx, cycle.id)).publicationRules);
  const { items, standings } = await contentsOf(tx, protocol, detail);
  const hidden = await listHidden(tx, actor.userId, { cycleId: cycle.id });
  if (items.some(({ submissionId }) => hidden.has(submissionId)))
    throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
  return {
    standings,
    cycle,
    meeting,
    protocol,
    number,
    publishAt: input.publishAt > input.now ? input.publishAt : input.now,
    reason: number > 1 ? mustGiveReason(input.reason) : input.reason.trim(),
    items,
    listHash: contentHash(items, sha256),
    told: last ? changedEntries(last, items) : await listJudgedIds(tx, cycle.id),
  };
}

/**
 * What the two signatures cover: the decisions of the latest signed protocol of every sitting of the cycle. Where two of
 * them decide the same outcome of one nomination, the later counts. In the order of nominations and of the protocol.
 * Places and totals are added as far as the rules publish them.
 */
async function contentsOf(
  tx: EntityManager,
  published: Protocol,
  detail: PublicDetail,
): Promise<{ items: SnapshotItem[]; standings: Standing[] }> {
  const others = (await listSignedProtocols(tx, published.cycleId)).filter(
    ({ meetingId }) => meetingId !== published.meetingId,
  );
  const byDecision = new Map<string, SnapshotItem[]>();
  const standings = new Map<string, Standing>();
  for (const { twin } of [...others, published].sort((a, b) => (a.id < b.id ? -1 : 1)))
    for (const nomination of (twin as unknown as ProtocolTwin).nominations) {
      for (const outcome of new Set(nomination.decisions.map((decision) => decision.outcome)))
        byDecision.set(`${nomination.id} ${outcome}`, itemsOfOutcome(nomination, outcome, detail));
      standings.set(nomination.id, standingOf(nomination, detail));
    }
  return { items: [...byDecision.values()].flat(), standings: detail === 'chosen' ? [] : [...standings.values()] };
}

/** Place and total of an entry, as far as they are published. */
function publicPart(nomination: TwinNomination, entryId: string, detail: PublicDetail) {
  const row = nomination.ranking.rows.find((each) => each.entryId === entryId);
  if (!row || detail === 'chosen') return {};
  return { place: row.place, ...(detail === 'totals' && { total: row.totalShown }) };
}

function standingOf(nomination: TwinNomination, detail: PublicDetail): Standing {
  return {
    nomination: nomination.title,
    rows: nomination.ranking.rows.map(({ entryId, registerNumber, place, totalShown }) => {
      const { title, organisation, region } = nomination.cards[entryId]!;
      const total = detail === 'totals' ? { total: totalShown } : {};
      return { registerNumber, title, organisationName: organisation, regionName: region, place, ...total };
    }),
  };
}

function itemsOfOutcome(nomination: TwinNomination, outcome: Outcome, detail: PublicDetail): SnapshotItem[] {
  const decided = nomination.decisions.filter((decision) => decision.outcome === outcome);
  return decided.map(({ entryId }) => {
    const entry = nomination.input.entries.find(({ id }) => id === entryId)!;
    const card = nomination.cards[entryId]!;
    return {
      submissionId: entryId,
      registerNumber: entry.registerNumber,
      title: card.title,
      nomination: nomination.title,
      outcome,
      organisationName: card.organisation,
      regionCode: entry.regionCode,
      regionName: card.region,
      ...publicPart(nomination, entryId, detail),
      leaders: [],
    };
  });
}

/** Entries of which a later publication says something else than the one before it. */
function changedEntries(last: Publication, items: readonly SnapshotItem[]): string[] {
  const keys = (list: readonly { submissionId: string; outcome: string }[]) =>
    list.map(({ submissionId, outcome }) => `${submissionId} ${outcome}`);
  const before = new Set(keys(last.snapshot['items'] as SnapshotItem[]));
  const after = new Set(keys(items));
  const changed = [...before, ...after].filter((key) => !before.has(key) || !after.has(key));
  return [...new Set(changed.map((key) => key.split(' ')[0]!))];
}

/** The news lies in the outbox until the instant: the public, and each entrant, who is told about the own entry. */
async function tellAll(tx: EntityManager, publicationId: string, entryIds: readonly string[], now: Date) {
  const events: DomainEvent[] = [
    { type: 'publication.published', publicationId },
    ...entryIds.map((submissionId) => ({ type: 'result.announced', publicationId, submissionId })),
  ];
  for (let from = 0; from < events.length; from += 1000) await tell(tx, events.slice(from, from + 1000), now);
}
