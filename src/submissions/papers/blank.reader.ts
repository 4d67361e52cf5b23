import { Injectable } from '@nestjs/common';
import { FormsReader } from '../../cycles/forms/forms.reader.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { getSetup, intakeOf } from '../../cycles/setup/cycle-setup.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Database } from '../../platform/database/database.js';
import type { BlankFacts } from './blank-paper.js';

/** What a blank tells. */
@Injectable()
export class BlankReader {
  constructor(
    private readonly db: Database,
    private readonly forms: FormsReader,
  ) {}

  /** Of the form that a nomination asks now. Refuses `not-found` where the nomination is not the actor's to see, or asks nothing yet. */
  async blank(actor: Actor, cycleId: string, id: string): Promise<BlankFacts & { nomination: Nomination }> {
    const { row, form } = await this.forms.nomination(actor, cycleId, id);
    if (!form) throw new Refusal({ code: 'not-found' });
    const setup = await getSetup(this.db.reader, row.cycleId);
    return {
      cycle: setup.cycle,
      nomination: row,
      form,
      closesAt: intakeOf(setup, { nominationId: row.id })?.closesAt ?? null,
    };
  }
}
