import { Injectable } from '@nestjs/common';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import type { CriterionStanding } from '../../domain/results/entry-result/criterion-standings.js';
import { mayReadEntryResult, toldResult, type ToldResult } from '../../domain/results/entry-result/entry-result.js';
import { endsOf } from '../../domain/judging/score-sheet.js';
import type { SnapshotItem } from '../../domain/results/publication/publication.js';
import { publicationRulesFrom, type PublicationRules } from '../../domain/cycles/publication-rules.js';
import { onlyLaureatesGoOn } from '../../domain/judging/regional-gate.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { ToldCorrection } from '../../domain/results/entry-result/told-corrections.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isId } from '../../platform/ids.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Appeal } from '../appeals/appeal.entity.js';
import { findPublishedOf } from '../publication/publication.queries.js';
import { listReleased } from './remarks.queries.js';
import { appealWindowOf } from '../appeals/appeals.queries.js';
import { listAppliedAt } from '../corrections/corrections.queries.js';
import type { Publication } from '../publication/publication.entity.js';
import { listSignedProtocols } from '../protocols/protocols.queries.js';

/** What the people of an entry are told of its result, with the words and days that go with it. */
export interface EntryResult extends ToldResult {
  publication: Publication;
  /** The titles of criteria. */
  titles: Map<string, string>;
  standings: (CriterionStanding & { title: string; scaleMax: string })[];
  remarks: { title: string; texts: string[] }[];
  /** What was set right for it, and when. */
  corrections: (ToldCorrection & { appliedAt: Date | null })[];
}

/** Reads for the people of an entry: its own result and nothing of any other. */
@Injectable()
export class EntryResultReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The entry of the own organisation, or of the coordinator's region; before the publication without a result. */
  async read(actor: Actor, submissionId: string) {
    const em = this.db.reader;
    const now = this.clock.now();
    const entry = isId(submissionId)
      ? await em.findOne(Submission, {
          where: { id: submissionId },
          relations: { nomination: true, organisation: true },
        })
      : null;
    if (!entry || !mayReadEntryResult(actor, entry)) throw new Refusal({ code: 'not-found' });
    const publication = await findPublishedOf(em, entry.cycleId, now);
    const edition = await getEdition(em, entry.cycleId);
    const rules = publicationRulesFrom(edition.publicationRules);
    const onlyLaureates = onlyLaureatesGoOn(edition.decisionRules);
    return {
      entry,
      cycle: await getCycle(em, entry.cycleId),
      now,
      isOwn: actor.organisationIds.includes(entry.organisationId),
      rules,
      result: publication && (await this.result(entry, publication, { ...rules, onlyLaureates })),
      window: publication && (await appealWindowOf(em, publication)),
      appeal: publication && (await em.findOneBy(Appeal, { submissionId, publicationId: publication.id })),
    };
  }

  private async result(
    entry: Submission,
    publication: Publication,
    rules: PublicationRules & { onlyLaureates: boolean },
  ): Promise<EntryResult> {
    const em = this.db.reader;
    const protocols = await listSignedProtocols(em, entry.cycleId, publication.createdAt);
    const told = toldResult(entry, {
      items: publication.snapshot['items'] as SnapshotItem[],
      twins: protocols.map(({ twin }) => twin),
      explain: rules.explain,
      onlyLaureates: rules.onlyLaureates,
    });
    const criteria = await listCriteria(em, entry.cycleId);
    const released = rules.explain.remarks ? await listReleased(em, entry.id) : [];
    const appliedAt = await listAppliedAt(
      em,
      told.corrections.map(({ id }) => id),
    );
    return {
      ...told,
      publication,
      titles: new Map(criteria.map(({ id, title }) => [id, title])),
      standings: told.standings.flatMap((standing) => {
        const criterion = criteria.find(({ id }) => id === standing.criterionId);
        if (!criterion) return [];
        const { scaleMax } = endsOf({ ...criterion, kind: told.nomination!.input.rule.kinds?.[criterion.id] });
        return [{ ...standing, title: criterion.title, scaleMax }];
      }),
      remarks: criteria
        .map(({ id, title }) => ({
          title,
          texts: released.filter(({ criterionId }) => criterionId === id).map(({ text }) => text),
        }))
        .filter(({ texts }) => texts.length > 0),
      corrections: told.corrections.map((correction) => ({
        ...correction,
        appliedAt: appliedAt.get(correction.id) ?? null,
      })),
    };
  }
}
