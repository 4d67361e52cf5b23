import { Injectable } from '@nestjs/common';
import { hasRole, mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { rulesFrozenSince } from '../../domain/cycles/cycle.js';
import type { FormField } from '../../domain/cycles/form.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Criterion } from '../criteria/criterion.entity.js';
import type { Cycle } from '../cycle/cycle.entity.js';
import { findCurrentForm, listForms } from '../forms/forms.queries.js';
import { listCriteria, listCriteriaWithKinds, withKinds } from '../criteria/criteria.queries.js';
import { listEditions } from '../editions/editions.queries.js';
import { getNomination, listNominations } from '../nominations/nominations.queries.js';
import { listStages } from '../stages/stages.queries.js';
import { getCycle, listCycles } from '../cycle/cycle.queries.js';
import type { FormVersion } from '../forms/form-version.entity.js';
import type { Nomination } from '../nominations/nomination.entity.js';
import type { RegulationEdition } from '../editions/regulation-edition.entity.js';
import type { Stage } from '../stages/stage.entity.js';

/** Everything that is set for a cycle. */
export interface CycleRules {
  cycle: Cycle;
  stages: Stage[];
  nominations: Nomination[];
  criteria: (Criterion & { kind: CriterionKind })[];
  /** The latest first. */
  editions: RegulationEdition[];
  forms: Map<string, FormVersion>;
  now: Date;
  /** Since when the rules stand still; null while they may change. */
  frozenSince: Date | null;
  mayEdit: boolean;
}

const isAnnounced = ({ state }: Cycle): boolean => state === 'announced' || state === 'completed';
const readers = ['organizer', 'chair', 'secretary', 'auditor', 'admin'] as const;

/** Reads for those who run a cycle, and for programs: a draft is seen by its organizers alone. */
@Injectable()
export class CyclesReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Cycles that the actor may see, the latest first. */
  async list(actor: Actor): Promise<Cycle[]> {
    const cycles = await listCycles(this.db.reader);
    return cycles.filter((cycle) => isAnnounced(cycle) || hasRole(actor, readers, { cycleId: cycle.id }));
  }

  async get(actor: Actor, id: string): Promise<Cycle> {
    if (!isId(id)) throw new Refusal({ code: 'not-found' });
    const cycle = await getCycle(this.db.reader, id);
    if (!isAnnounced(cycle) && !hasRole(actor, readers, { cycleId: id })) throw new Refusal({ code: 'not-found' });
    return cycle;
  }

  stages = async (actor: Actor, id: string): Promise<Stage[]> =>
    listStages(this.db.reader, (await this.get(actor, id)).id);

  editions = async (actor: Actor, id: string): Promise<RegulationEdition[]> =>
    listEditions(this.db.reader, (await this.get(actor, id)).id);

  nominations = async (actor: Actor, id: string): Promise<Nomination[]> =>
    listNominations(this.db.reader, (await this.get(actor, id)).id);

  criteria = async (actor: Actor, id: string): Promise<CycleRules['criteria']> =>
    listCriteriaWithKinds(this.db.reader, (await this.get(actor, id)).id);

  /** The whole set of rules for the pages of those who run the cycle. */
  async rules(actor: Actor, id: string): Promise<CycleRules> {
    const cycle = await this.get(actor, id);
    mustHaveRole(actor, readers, { cycleId: id });
    const em = this.db.reader;
    const [stages, nominations, criteria, editions, forms] = await Promise.all([
      listStages(em, id),
      listNominations(em, id),
      listCriteria(em, id),
      listEditions(em, id),
      listForms(em, id),
    ]);
    const now = this.clock.now();
    const intake = stages.find(({ kind }) => kind === 'intake') ?? null;
    const isOver = cycle.state === 'completed' || cycle.state === 'cancelled';
    return {
      cycle,
      stages,
      nominations,
      criteria: withKinds(criteria, editions[0]?.rankingRule),
      editions,
      forms,
      now,
      frozenSince: rulesFrozenSince(cycle, intake, now),
      mayEdit: hasRole(actor, ['organizer'], { cycleId: id }) && !isOver,
    };
  }

  async nomination(actor: Actor, cycleId: string, id: string): Promise<{ row: Nomination; form: FormVersion | null }> {
    await this.get(actor, cycleId);
    if (!isId(id)) throw new Refusal({ code: 'not-found' });
    const row = await getNomination(this.db.reader, id);
    if (row.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    return { row, form: await findCurrentForm(this.db.reader, id) };
  }

  /** The form that a nomination asks now; refuses with `not-found` where there is none yet. */
  async form(actor: Actor, cycleId: string, id: string): Promise<{ number: number; fields: FormField[] }> {
    const { form } = await this.nomination(actor, cycleId, id);
    if (!form) throw new Refusal({ code: 'not-found' });
    return { number: form.number, fields: form.fields };
  }
}
