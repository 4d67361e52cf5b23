import { Injectable } from '@nestjs/common';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { getEdition } from '../cycles/editions/editions.queries.js';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { hasRole, type Actor } from '../domain/kernel/actor.js';
import { criterionStandings, type CriterionStanding } from '../domain/results/entry-result.js';
import { endsOf } from '../domain/judging/evaluation.js';
import type { ProtocolTwin, TwinNomination } from '../domain/results/protocol.js';
import type { SnapshotItem } from '../domain/results/publication.js';
import { publicationRulesFrom, type PublicationRules } from '../domain/cycles/publication-rules.js';
import type { RankingRow } from '../domain/ranking/rank-entries.js';
import { onlyLaureatesGoOn } from '../domain/judging/regional-gate.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { toldCorrections, type ToldCorrection } from '../domain/results/told-correction.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { isId } from '../platform/ids.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import { Appeal } from './appeal.entity.js';
import { findPublishedOf, listReleased } from './appeals.queries.js';
import { windowOf } from './appeals.service.js';
import { listAppliedAt } from './corrections.queries.js';
import type { Publication } from './publication.entity.js';
import { listSignedProtocols } from './publication.queries.js';

/** What the people of an entry are told of its result, as far as the rules let them. */
export interface EntryResult {
  publication: Publication;
  outcomes: SnapshotItem['outcome'][];
  /** Null where the rules keep places to themselves, or the entry has none. */
  row: RankingRow | null;
  ranked: number;
  nomination: TwinNomination | null;
  titles: Map<string, string>;
  standings: (CriterionStanding & { title: string; scaleMax: string })[];
  remarks: { title: string; texts: string[] }[];
  sheets: number;
  reason: string;
  /** What was set right for it, and when; nothing of a later protocol that is not published. */
  corrections: (ToldCorrection & { appliedAt: Date | null })[];
  /** Whether it was not before the experts because its region did not name it, as the publication tells. */
  isKept: boolean;
  /** Whether a correction left it out of the ranking. */
  isLeftOut: boolean;
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
    const isOwn = entry !== null && actor.organisationIds.includes(entry.organisationId);
    const isRegions =
      entry !== null && hasRole(actor, ['coordinator'], { regionCode: entry.regionCode, cycleId: entry.cycleId });
    if (!entry || !(isOwn || isRegions) || entry.state !== 'admitted') throw new Refusal({ code: 'not-found' });
    const publication = await findPublishedOf(em, entry.cycleId, now);
    const edition = await getEdition(em, entry.cycleId);
    const rules = publicationRulesFrom(edition.publicationRules);
    const onlyLaureates = onlyLaureatesGoOn(edition.decisionRules);
    return {
      entry,
      cycle: await getCycle(em, entry.cycleId),
      now,
      isOwn,
      rules,
      result: publication && (await this.result(entry, publication, { ...rules, onlyLaureates })),
      window: publication && (await windowOf(em, publication)),
      appeal: publication && (await em.findOneBy(Appeal, { submissionId, publicationId: publication.id })),
    };
  }

  private async result(
    entry: Submission,
    publication: Publication,
    rules: PublicationRules & { onlyLaureates: boolean },
  ): Promise<EntryResult> {
    const em = this.db.reader;
    // What two people signed later is not in this publication, and nobody is told of it.
    const protocols = await listSignedProtocols(em, entry.cycleId, publication.createdAt);
    const twins = protocols.map(({ twin }) => twin as unknown as ProtocolTwin);
    const nomination =
      twins
        .flatMap(({ nominations }) => nominations)
        .findLast(({ input }) => input.entries.some(({ id }) => id === entry.id)) ?? null;
    const row = nomination?.ranking.rows.find(({ entryId }) => entryId === entry.id) ?? null;
    const items = (publication.snapshot['items'] as SnapshotItem[]).filter(
      ({ submissionId }) => submissionId === entry.id,
    );
    const criteria = await listCriteria(em, entry.cycleId);
    const released = rules.explain.remarks ? await listReleased(em, entry.id) : [];
    const told = nomination ? toldCorrections(nomination.input, entry.id, { showPoints: rules.explain.criteria }) : [];
    const appliedAt = await listAppliedAt(
      em,
      told.map(({ id }) => id),
    );
    const standings = row && rules.explain.criteria ? criterionStandings(row, nomination!.ranking.rows) : [];
    return {
      publication,
      outcomes: items.map(({ outcome }) => outcome),
      row: rules.explain.place ? row : null,
      ranked: nomination?.ranking.rows.length ?? 0,
      nomination,
      titles: new Map(criteria.map(({ id, title }) => [id, title])),
      standings: standings.flatMap((standing) => {
        const criterion = criteria.find(({ id }) => id === standing.criterionId);
        if (!criterion) return [];
        const { scaleMax } = endsOf({ ...criterion, kind: nomination!.input.rule.kinds?.[criterion.id] });
        return [{ ...standing, title: criterion.title, scaleMax }];
      }),
      remarks: criteria
        .map(({ id, title }) => ({
          title,
          texts: released.filter(({ criterionId }) => criterionId === id).map(({ text }) => text),
        }))
        .filter(({ texts }) => texts.length > 0),
      sheets: row?.sheets ?? 0,
      reason: nomination?.decisions.find(({ entryId }) => entryId === entry.id)?.reason ?? '',
      corrections: told.map((correction) => ({ ...correction, appliedAt: appliedAt.get(correction.id) ?? null })),
      isKept: rules.onlyLaureates && nomination === null && isTold(twins, entry),
      isLeftOut: told.some(({ changes }) => changes.some(({ kind }) => kind === 'entry-left-out')),
    };
  }
}

/** Whether what is published tells where the entry stayed: its region's decision, or the ranking that it is not in. */
function isTold(twins: readonly ProtocolTwin[], { id, nominationId }: Submission): boolean {
  const regional = twins.flatMap((twin) => twin.regional ?? []);
  if (regional.some(({ decisions }) => decisions.some(({ entryId }) => entryId === id))) return false;
  return (
    regional.some(({ entries }) => entries.some((each) => each.id === id)) ||
    twins.some(({ nominations }) => nominations.some((each) => each.id === nominationId))
  );
}
