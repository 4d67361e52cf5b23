import { Injectable } from '@nestjs/common';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { listNominations } from '../cycles/nominations/nominations.queries.js';
import { listRegions } from '../cycles/reference/reference.queries.js';
import { getForm } from '../cycles/forms/forms.queries.js';
import { listStages } from '../cycles/stages/stages.queries.js';
import type { Region } from '../cycles/reference/region.entity.js';
import type { Stage } from '../cycles/stages/stage.entity.js';
import { mustHaveRole, type Actor } from '../domain/kernel/actor.js';
import type { ConsentText } from '../domain/cycles/judging-rules.js';
import { belongTogether } from '../domain/judging/conflict.js';
import type { FormField } from '../domain/cycles/form.js';
import { pickOf } from '../domain/ranking/criterion-kind.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { countConflictsBySource, listConflictRows } from './conflicts.queries.js';
import { ExpertProfilesService } from './expert-profiles.service.js';
import type { Expert } from './expert.entity.js';
import * as queries from './judging.queries.js';
import { listQueue, listTitles, type QueueItem } from './queue.queries.js';
import { type SheetRules, sheetRulesOf } from './sheets.queries.js';

type Person = Actor & { userId: string };

export interface ExpertRow {
  expert: Expert;
  region: Region | null;
  assigned: number;
  submitted: number;
  conflicts: number;
}

/** What judging pages show. Organizers see progress and never a score; experts only their own. */
@Injectable()
export class JudgingReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly profiles: ExpertProfilesService,
  ) {}

  /** The person's juries with how far each is. */
  async mine(
    userId: string,
  ): Promise<{ expert: Expert; done: number; total: number; mayDeclare: boolean; consents: ConsentText[] }[]> {
    const experts = await queries.listExpertsOfUser(this.db.reader, userId);
    const now = this.clock.now();
    return Promise.all(
      experts.map(async (expert) => {
        const queue = expert.state === 'accepted' ? await listQueue(this.db.reader, expert.id, now) : [];
        const admitted =
          expert.state === 'accepted' && (await queries.countAdmitted(this.db.reader, expert.cycleId)) > 0;
        return {
          expert,
          done: queue.filter((item) => item.state === 'submitted').length,
          total: queue.length,
          mayDeclare: admitted,
          consents: await queries.missingConsents(this.db.reader, expert),
        };
      }),
    );
  }

  /** What the page of an invitation shows; the link of the mail is the only key to it. */
  async invitation(token: string): Promise<{ expert: Expert; consents: ConsentText[]; now: Date }> {
    const expert = await queries.findInvited(this.db.reader, token);
    return { expert, consents: await queries.missingConsents(this.db.reader, expert), now: this.clock.now() };
  }

  /** What the regulation asks the expert to sign and is not signed yet. */
  async consents(actor: Person, expertId: string): Promise<{ expert: Expert; consents: ConsentText[] }> {
    const expert = await this.ownExpert(actor, expertId);
    return { expert, consents: await queries.missingConsents(this.db.reader, expert) };
  }

  /** What the person has to judge, jury by jury, the latest year first. */
  async queueOf(userId: string): Promise<(QueueItem & { cycleId: string })[]> {
    const experts = await queries.listExpertsOfUser(this.db.reader, userId);
    const now = this.clock.now();
    const queues = experts
      .filter(({ state }) => state === 'accepted')
      .map(async ({ id, cycleId }) => (await listQueue(this.db.reader, id, now)).map((item) => ({ ...item, cycleId })));
    return (await Promise.all(queues)).flat();
  }

  /** Titles and organisations alone, for declaring conflicts before anything opens; those already excluded are left out. */
  async declarable(
    actor: Person,
    expertId: string,
  ): Promise<{
    expert: Expert;
    entries: {
      id: string;
      title: string;
      organisation: string;
      nomination: string;
      declared: boolean;
      wish: number;
    }[];
  }> {
    const expert = await this.ownExpert(actor, expertId);
    const declared = new Set(
      (await queries.listConflictsOfExpert(this.db.reader, expertId))
        .filter(({ source, state }) => source === 'declared' && state !== 'dismissed')
        .map(({ submissionId }) => submissionId),
    );
    const admitted = await queries.listAdmitted(this.db.reader, expert.cycleId);
    const wishes = await queries.listPreferences(this.db.reader, expertId);
    const { blind } = (await sheetRulesOf(this.db.reader, expert.cycleId)).judging;
    const titles = blind.length > 0 ? await listTitles(this.db.reader, expert.cycleId, blind) : null;
    const entries = admitted
      .filter((entry) => !belongTogether(expert, entry))
      .map((entry) => ({
        id: entry.id,
        title: titles?.get(entry.id) ?? entry.title,
        organisation: blind.includes('organisation') ? '' : entry.organisation.name,
        nomination: entry.nomination.title,
        declared: declared.has(entry.id),
        wish: wishes.get(entry.id) ?? 0,
      }));
    return { expert, entries };
  }

  /** Whether experts of the cycle choose among their own entries: places, or votes. */
  async hasPicks(cycleId: string): Promise<boolean> {
    return (await sheetRulesOf(this.db.reader, cycleId)).criteria.some(({ kind }) => pickOf(kind));
  }

  async ownExpert(actor: Person, expertId: string): Promise<Expert> {
    const expert = await queries.getExpert(this.db.reader, expertId);
    if (expert.userId !== actor.userId || expert.state !== 'accepted') throw new Refusal({ code: 'not-found' });
    return expert;
  }

  async deskFrame(
    cycleId: string,
    formVersionId: string,
    nomination: { id: string; code: string },
  ): Promise<SheetRules & { stages: Stage[]; fields: FormField[]; now: Date }> {
    const em = this.db.reader;
    return {
      ...(await sheetRulesOf(em, cycleId, nomination)),
      stages: await listStages(em, cycleId),
      fields: (await getForm(em, formVersionId)).fields,
      now: this.clock.now(),
    };
  }

  /** The organizer's list of experts. */
  async experts(
    actor: Actor,
    cycleId: string,
  ): Promise<{ rows: ExpertRow[]; regions: Region[]; stages: Stage[]; now: Date }> {
    await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const experts = await queries.listExperts(em, cycleId);
    const now = this.clock.now();
    const completion = new Map((await queries.listCompletion(em, cycleId, now)).map((row) => [row.expertId, row]));
    const conflicts = await queries.countConflicts(em, cycleId);
    const regions = await listRegions(em);
    const byCode = new Map(regions.map((region) => [region.code, region]));
    return {
      rows: experts.map((expert) => ({
        expert,
        region: expert.regionCode ? (byCode.get(expert.regionCode) ?? null) : null,
        assigned: completion.get(expert.id)?.assigned ?? 0,
        submitted: completion.get(expert.id)?.submitted ?? 0,
        conflicts: conflicts.get(expert.id) ?? 0,
      })),
      regions,
      stages: await listStages(em, cycleId),
      now,
    };
  }

  /** One expert of the cycle with everything that the organizer may know. */
  async expert(actor: Actor, cycleId: string, expertId: string) {
    await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const expert = await queries.getExpert(em, expertId);
    if (expert.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    const now = this.clock.now();
    return {
      expert,
      cycle: expert.cycle,
      profile: await this.profiles.find(expert.userId),
      history: await this.profiles.history(expert.userId),
      consents: await queries.listConsents(em, expertId),
      conflicts: (await listConflictRows(em, { cycleId, expertId }, 100)).filter(
        ({ source }) => source !== 'same-region',
      ),
      nominations: await listNominations(em, cycleId),
      unfinished: (await queries.countHeld(em, expertId, now)).left,
      stages: await listStages(em, cycleId),
      now,
    };
  }

  /** The jury of the year before, for asking the same people again. */
  async lastYear(actor: Actor, cycleId: string) {
    await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const { year } = await getCycle(em, cycleId);
    const rows = await queries.listEarlierJury(em, { year, now: this.clock.now() });
    const asked = new Set((await queries.listExperts(em, cycleId)).map(({ userId }) => userId));
    return { year: rows[0]?.year ?? null, rows: rows.filter(({ userId }) => !asked.has(userId)) };
  }

  /** What keeps experts from entries: how many pairs by source, what is to be settled, what was settled lately. */
  async conflicts(actor: Actor, cycleId: string) {
    await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const experts = await queries.listExperts(em, cycleId);
    return {
      counts: await countConflictsBySource(em, cycleId),
      suspected: await listConflictRows(em, { cycleId, state: 'suspected' }, 200),
      recent: await listConflictRows(
        em,
        { cycleId, sources: ['declared', 'declared-by-entrant', 'organizer', 'related', 'same-employer'] },
        50,
      ),
      experts: experts.filter(({ state }) => state === 'invited' || state === 'accepted'),
      stages: await listStages(em, cycleId),
      now: this.clock.now(),
    };
  }

  async admittedByNumber(actor: Actor, cycleId: string, number: string): Promise<string | null> {
    await this.mustOrganize(actor, cycleId);
    const admitted = await queries.listAdmitted(this.db.reader, cycleId);
    return admitted.find(({ registerNumber }) => registerNumber === number)?.id ?? null;
  }

  async regionOptions(locale: 'ru' | 'en'): Promise<{ value: string; label: string }[]> {
    const regions = await listRegions(this.db.reader);
    return regions.map(({ code, nameRu, nameEn }) => ({ value: code, label: locale === 'en' ? nameEn : nameRu }));
  }

  /** The spheres that nominations ask for now, as a hint to experts. */
  knownSpheres(): Promise<string> {
    return queries.listKnownSpheres(this.db.reader).then((spheres) => spheres.join(', '));
  }

  /** A cycle without a role in it does not exist for the actor. */
  private async mustOrganize(actor: Actor, cycleId: string): Promise<void> {
    await getCycle(this.db.reader, cycleId);
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId });
  }
}
