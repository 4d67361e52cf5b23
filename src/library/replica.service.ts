import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { currentFormOf, getSetup } from '../cycles/setup/cycle-setup.js';
import { getForm } from '../cycles/forms/forms.queries.js';
import type { EntryConsent } from '../domain/cycles/entry-rules.js';
import type { Answers, FormField } from '../domain/cycles/form.js';
import type { Person } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import type { CarryOver } from '../domain/submissions/carry-over.js';
import { replicaOf } from '../domain/submissions/replica.js';
import type { ConsentTick } from '../cycles/consents/consent-ticks.js';
import { Clock } from '../platform/clock.js';
import { Changes } from '../platform/database/changes.js';
import { Database } from '../platform/database/database.js';
import { getOrganisation } from '../accounts/organisations/organisations.queries.js';
import { organisationKeyOf } from '../domain/accounts/organisation-name.js';
import type { Organisation } from '../accounts/organisations/organisation.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import { getRevision } from '../submissions/revisions/revisions.queries.js';
import { EntrantsReader } from '../submissions/writing/entrants.reader.js';
import { SubmissionsService } from '../submissions/writing/submissions.service.js';
import type { Practice } from './practice.entity.js';
import { findPractice } from './practices.queries.js';

/** A nomination that takes entries now. */
export interface ReplicaPlace {
  nominationId: string;
  nomination: string;
  cycleId: string;
  cycle: string;
  missing: EntryConsent[];
}

export interface ReplicaPage {
  practice: Practice;
  organisations: Organisation[];
  organisation: Organisation | null;
  places: ReplicaPlace[];
  chosen: ReplicaPlace | null;
  /** What the entry would begin with in the place chosen. */
  replica: { carried: CarryOver; from: readonly FormField[]; fields: readonly FormField[] } | null;
}

/** An entry of one region that repeats a published practice of another. */
@Injectable()
export class ReplicaService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly entrants: EntrantsReader,
    private readonly submissions: SubmissionsService,
  ) {}

  /** What would go on into the nomination asked for, else into that of the same title, else into the first that is open. */
  async look(
    actor: Person,
    slug: string,
    asked: { organisationId?: string | undefined; nominationId?: string | undefined },
  ): Promise<ReplicaPage> {
    const em = this.db.reader;
    const practice = await getPublic(em, slug, this.clock.now());
    const { cycles, organisations, chosen: organisation } = await this.entrants.beginnings(actor, asked.organisationId);
    const own = organisation && (await isOwn(em, practice, organisation));
    const places = own
      ? []
      : cycles.flatMap(({ cycle, rooms, missing }) =>
          rooms.flatMap(({ id, title, bar }) =>
            bar === null
              ? [{ nominationId: id, nomination: title, cycleId: cycle.id, cycle: cycle.title, missing }]
              : [],
          ),
        );
    const chosen =
      places.find(({ nominationId }) => nominationId === asked.nominationId) ??
      places.find(({ nomination }) => nomination === practice.nomination) ??
      places[0] ??
      null;
    return {
      practice,
      organisations,
      organisation: organisation ?? null,
      places,
      chosen,
      replica: chosen && (await replicaIn(em, practice, chosen)),
    };
  }

  /** Whether the person could begin such an entry now, for some organisation of theirs. */
  async mayEnter(actor: Person, slug: string): Promise<boolean> {
    if (actor.organisationIds.length === 0) return false;
    for (const organisationId of actor.organisationIds)
      if ((await this.look(actor, slug, { organisationId })).places.length > 0) return true;
    return false;
  }

  /**
   * Begins the draft. Refuses what beginning one refuses, `not-found` a practice that is not public at this instant, and
   * `own-practice` one of the organisation's own, which is continued instead.
   */
  begin(
    actor: Person,
    slug: string,
    {
      nominationId,
      organisationId,
      ticks = [],
    }: { nominationId: string; organisationId: string; ticks?: ConsentTick[] },
  ): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const practice = await getPublic(tx, slug, now);
      if (!actor.organisationIds.includes(organisationId)) throw new Refusal({ code: 'not-found' });
      if (await isOwn(tx, practice, await getOrganisation(tx, organisationId)))
        throw new Refusal({ code: 'own-practice' });
      const [nomination] = await tx.query<{ cycleId: string }[]>(
        'SELECT cycle_id AS "cycleId" FROM nomination WHERE id = $1',
        [nominationId],
      );
      if (!nomination) throw new Refusal({ code: 'not-found' });
      const { carried } = await replicaIn(tx, practice, { nominationId, cycleId: nomination.cycleId });
      const { id: practiceId, title, regionName, organisation, year } = practice;
      const changes = new Changes(tx, { actor, now });
      const entry = await this.submissions.startIn(changes, tx, {
        actor,
        now,
        input: {
          nominationId,
          organisationId,
          answers: carried.answers,
          consents: ticks,
          repeats: { practiceId, slug, title, regionName, organisation, year },
        },
      });
      await changes.finish();
      return entry;
    });
  }
}

async function getPublic(em: EntityManager, slug: string, now: Date): Promise<Practice> {
  const practice = await findPractice(em, slug, now);
  if (!practice) throw new Refusal({ code: 'not-found' });
  return practice;
}

/** Whether the practice came from an entry of the organisation; of a card without an entry, whether it bears its name in its region. */
async function isOwn(em: EntityManager, practice: Practice, { id, name, regionCode }: Organisation): Promise<boolean> {
  if (practice.submissionId !== null) return em.existsBy(Submission, { id: practice.submissionId, organisationId: id });
  return practice.regionCode === regionCode && organisationKeyOf(practice.organisation) === organisationKeyOf(name);
}

/** What the card says goes on: of an entry under the questions of its form, of an older card its title and summary. */
async function replicaIn(
  em: EntityManager,
  practice: Practice,
  { nominationId, cycleId }: Pick<ReplicaPlace, 'nominationId' | 'cycleId'>,
) {
  const { fields } = currentFormOf(await getSetup(em, cycleId), nominationId);
  const { from, answers } = await saidOf(em, practice, fields);
  return { carried: replicaOf({ fields: from, answers }, fields), from, fields };
}

async function saidOf(
  em: EntityManager,
  { submissionId, title, summary }: Practice,
  fields: readonly FormField[],
): Promise<{ from: readonly FormField[]; answers: Answers }> {
  if (submissionId === null) {
    const from = fields.filter(({ id }) => id === 'title' || id === 'annotation');
    return { from, answers: { title, annotation: summary } };
  }
  const { revisionId } = await em.findOneByOrFail(Submission, { id: submissionId });
  const { formVersionId, answers } = await getRevision(em, revisionId!);
  return { from: (await getForm(em, formVersionId)).fields, answers };
}
