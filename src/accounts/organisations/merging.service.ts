import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mergeOrganisations, type HangsOn } from '../../domain/accounts/merging.js';
import { spellings } from '../../domain/accounts/organisation-name.js';
import { mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { record, save, type Deed } from '../../platform/database/save.js';
import { searchOrganisations } from './alike.queries.js';
import { countHanging, hanging, listDoubtful, lockPairOf } from './merging.queries.js';
import { Organisation } from './organisation.entity.js';
import { getOrganisation } from './organisations.queries.js';

/** What merging would do, before it is done. */
export interface MergePreview {
  from: Organisation;
  into: Organisation;
  counts: HangsOn;
  spellings: ReturnType<typeof spellings>;
}

/** Two records of one organisation made one, by administrators. */
@Injectable()
export class MergingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Pairs that were called different when one was made, and what a search finds. */
  async candidates(actor: Actor, words: string) {
    mustHaveRole(actor, ['admin']);
    const [doubtful, found] = await Promise.all([
      listDoubtful(this.db.reader),
      words.trim() ? searchOrganisations(this.db.reader, words) : [],
    ]);
    return { doubtful, found };
  }

  async preview(actor: Actor, fromId: string, intoId: string): Promise<MergePreview> {
    mustHaveRole(actor, ['admin']);
    const [from, into] = [await getOrganisation(this.db.reader, fromId), await getOrganisation(this.db.reader, intoId)];
    const counts = await countHanging(this.db.reader, from.id, into.id);
    return { from, into, counts, spellings: spellings(from.name, into.name) };
  }

  /** In one transaction, with a record for each thing that was moved. */
  async merge(actor: Person, fromId: string, intoId: string): Promise<Organisation> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const locked = await lockPairOf(tx, [fromId, intoId]);
      const [from, into] = [fromId, intoId].map((id) => locked.find((one) => one.id === id));
      if (!from || !into) throw new Refusal({ code: 'not-found' });
      const changes = mergeOrganisations(from, into, await countHanging(tx, from.id, into.id));
      const deed = { actor, action: 'merge', now: this.clock.now() };
      await save(tx, from, { changes: { mergedIntoId: into.id, mergedAt: deed.now, likeId: null }, events: [] }, deed);
      await save(
        tx,
        into,
        { changes: { ...changes, ...(into.likeId === from.id && { likeId: null }) }, events: [] },
        deed,
      );
      await moveAll(tx, from.id, into.id, deed);
      return into;
    });
  }
}

async function moveAll(tx: EntityManager, fromId: string, intoId: string, deed: Deed): Promise<void> {
  // Whoever acts for both, or asked both, needs it once.
  const twice = (table: string, open: string) =>
    `${table} a WHERE a.organisation_id = $1${open} AND EXISTS (
       SELECT 1 FROM ${table} b WHERE b.user_id = a.user_id AND b.organisation_id = $2${open.replace('a.', 'b.')})`;
  const gone = await tx.query<[{ id: string; user_id: string }[], number]>(
    `DELETE FROM ${twice('membership', '')} RETURNING a.id, a.user_id`,
    [fromId, intoId],
  );
  for (const { id, user_id: userId } of gone[0])
    await record(tx, deed, {
      subjectType: 'membership',
      subjectId: id,
      before: { userId, organisationId: fromId },
      after: null,
    });
  await tx.query(
    `UPDATE membership_request SET state = 'withdrawn', answered_at = $3, answered_by_id = $4
      WHERE id IN (SELECT a.id FROM ${twice('membership_request', " AND a.state = 'open'")})`,
    [fromId, intoId, deed.now, deed.actor.userId],
  );
  for (const table of hanging) {
    const [moved] = await tx.query<[{ id: string }[], number]>(
      `UPDATE ${table} SET organisation_id = $2 WHERE organisation_id = $1 RETURNING id`,
      [fromId, intoId],
    );
    for (const { id } of moved)
      await record(tx, deed, {
        subjectType: table,
        subjectId: id,
        before: { organisationId: fromId },
        after: { organisationId: intoId },
      });
  }
  // What was extended for the one is extended for the other: the set-up of those cycles is read anew.
  await tx.query(
    `UPDATE setup_version SET version = nextval('setup_version_given')
      WHERE scope IN (SELECT cycle_id::text FROM intake_extension WHERE organisation_id = $1)`,
    [fromId],
  );
  await tx.query('UPDATE registration SET organisation_id = $2 WHERE organisation_id = $1', [fromId, intoId]);
  await tx.query('UPDATE organisation SET merged_into_id = $2 WHERE merged_into_id = $1', [fromId, intoId]);
  await tx.query('UPDATE organisation SET like_id = NULLIF($2, id) WHERE like_id = $1', [fromId, intoId]);
}
