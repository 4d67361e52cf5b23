import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { Database } from '../../platform/database/database.js';
import { listCriteria, withKinds } from '../criteria/criteria.queries.js';
import type { Criterion } from '../criteria/criterion.entity.js';
import { CyclesReader } from '../cycle/cycles.reader.js';
import { listEditions } from '../editions/editions.queries.js';
import type { RegulationEdition } from '../editions/regulation-edition.entity.js';
import type { FormVersion } from '../forms/form-version.entity.js';
import { listForms } from '../forms/forms.queries.js';
import type { Nomination } from '../nominations/nomination.entity.js';
import { listNominations } from '../nominations/nominations.queries.js';
import { CycleFrameReader, type CycleFrame } from '../stages/cycle-frame.reader.js';

/** Everything that is set for a cycle. */
export interface CycleRules extends CycleFrame {
  nominations: Nomination[];
  criteria: (Criterion & { kind: CriterionKind })[];
  /** The latest first. */
  editions: RegulationEdition[];
  forms: Map<string, FormVersion>;
}

/** What is set for a cycle, for those who run it, and its editions for everybody who sees the cycle. */
@Injectable()
export class RegulationReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: CyclesReader,
    private readonly frames: CycleFrameReader,
  ) {}

  async editions(actor: Actor, id: string): Promise<RegulationEdition[]> {
    return listEditions(this.db.reader, (await this.cycles.get(actor, id)).id);
  }

  /** The whole set of rules for the pages of those who run the cycle. */
  async rules(actor: Actor, id: string): Promise<CycleRules> {
    const frame = await this.frames.frame(actor, id);
    const em = this.db.reader;
    const [nominations, criteria, editions, forms] = await Promise.all([
      listNominations(em, id),
      listCriteria(em, id),
      listEditions(em, id),
      listForms(em, id),
    ]);
    return { ...frame, nominations, criteria: withKinds(criteria, editions[0]?.rankingRule), editions, forms };
  }
}
