import { Injectable } from '@nestjs/common';
import { LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { getForm } from '../cycles/forms/forms.queries.js';
import { systemActor } from '../domain/kernel/actor.js';
import type { SnapshotItem } from '../domain/results/publication/publication.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, save } from '../platform/database/save.js';
import { isId } from '../platform/ids.js';
import { translator } from '../platform/web/i18n.js';
import { Publication } from '../results/publication/publication.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import { getRevision } from '../submissions/revisions/revisions.queries.js';
import { contentOf, slugOf } from './practice-content.js';
import { Practice } from './practice.entity.js';

interface Snapshot {
  protocolNumber: string;
  items: SnapshotItem[];
}

/** Practices come into the library from publications. */
@Injectable()
export class LibraryService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes cards of the winners and of what is recommended, from the revisions that were judged. An entry that has a card
   * already gets no second one, so that this may run twice; what the card calls it follows the publication in force. A card is seen from the instant of the publication on,
   * whenever this has run. Returns how many cards were made.
   */
  adopt(publicationId: string): Promise<number> {
    return this.db.transaction(async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('adopt', 3))");
      const publication = isId(publicationId) ? await tx.findOneBy(Publication, { id: publicationId }) : null;
      if (!publication) throw new Refusal({ code: 'not-found' });
      const snapshot = publication.snapshot as unknown as Snapshot;
      const chosen = new Map<string, SnapshotItem[]>();
      for (const item of snapshot.items)
        chosen.set(item.submissionId, [...(chosen.get(item.submissionId) ?? []), item]);
      const inForce = await isInForce(tx, publication, this.clock.now());
      let made = 0;
      for (const [submissionId, items] of chosen) {
        const outcomes = new Set(items.map(({ outcome }) => outcome));
        if (!outcomes.has('winner') && !outcomes.has('recommended')) continue;
        const known = await tx.findOneBy(Practice, { submissionId });
        if (known) {
          if (inForce) await this.follow(tx, known, outcomes);
          continue;
        }
        await this.adoptEntry(tx, { publication, snapshot, item: items[0]!, outcomes });
        made += 1;
      }
      return made;
    });
  }

  /** Adopts from every publication whose instant has come: for a job that was lost, or a clock that was moved. */
  async adoptDue(): Promise<number> {
    const due = await this.db.reader.find(Publication, {
      where: { publishAt: LessThanOrEqual(this.clock.now()) },
      select: { id: true },
      order: { createdAt: 'ASC' },
    });
    let made = 0;
    for (const { id } of due) made += await this.adopt(id);
    return made;
  }

  /** After a correction or a withdrawal a card says what the publication in force says. */
  private async follow(
    tx: EntityManager,
    card: Practice,
    outcomes: ReadonlySet<SnapshotItem['outcome']>,
  ): Promise<void> {
    const changes = honourOf(outcomes);
    const deed = { actor: systemActor, action: 'follow-publication', now: this.clock.now() };
    await save(tx, card, { changes, events: [] }, deed);
  }

  private async adoptEntry(
    tx: EntityManager,
    facts: { publication: Publication; snapshot: Snapshot; item: SnapshotItem; outcomes: Set<SnapshotItem['outcome']> },
  ): Promise<void> {
    const { publication, snapshot, item, outcomes } = facts;
    const entry = await tx.findOneByOrFail(Submission, { id: item.submissionId });
    const revision = await getRevision(tx, entry.revisionId!);
    const form = await getForm(tx, revision.formVersionId);
    const cycle = await getCycle(tx, publication.cycleId);
    const t = translator('ru');
    const values = {
      ...contentOf(form.fields, revision.answers),
      slug: await freeSlug(tx, slugOf(item.title)),
      submissionId: entry.id,
      publicationId: publication.id,
      cycleId: cycle.id,
      title: item.title,
      regionCode: item.regionCode,
      regionName: item.regionName,
      organisation: item.organisationName,
      nomination: item.nomination,
      year: cycle.year,
      ...honourOf(outcomes),
      source: t('library:source.entry', { number: item.registerNumber, protocol: snapshot.protocolNumber }),
      generated: entry.generated,
      publishedAt: publication.publishAt,
    };
    const deed = { actor: systemActor, action: 'adopt', now: this.clock.now() };
    await create(tx, Practice, values as unknown as Partial<Practice>, deed);
  }
}

function honourOf(outcomes: ReadonlySet<SnapshotItem['outcome']>) {
  return {
    outcome: outcomes.has('winner') ? ('winner' as const) : ('recommended' as const),
    recommended: outcomes.has('recommended'),
  };
}

/** Whether everybody reads this publication of the cycle at the instant: its time has come, and no later one's. */
async function isInForce(tx: EntityManager, { cycleId, number, publishAt }: Publication, now: Date): Promise<boolean> {
  if (publishAt > now) return false;
  return !(await tx.existsBy(Publication, { cycleId, number: MoreThan(number), publishAt: LessThanOrEqual(now) }));
}

async function freeSlug(tx: EntityManager, slug: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? slug : `${slug}-${number}`;
    if (!(await tx.existsBy(Practice, { slug: candidate }))) return candidate;
  }
}
