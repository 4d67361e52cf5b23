import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { Database } from '../../platform/database/database.js';
import { CyclesReader } from '../cycle/cycles.reader.js';
import { listCriteriaWithKinds } from './criteria.queries.js';
import type { Criterion } from './criterion.entity.js';

/** The criteria of a cycle, for everybody who sees it. */
@Injectable()
export class CriteriaReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: CyclesReader,
  ) {}

  async list(actor: Actor, cycleId: string): Promise<(Criterion & { kind: CriterionKind })[]> {
    return listCriteriaWithKinds(this.db.reader, (await this.cycles.get(actor, cycleId)).id);
  }
}
