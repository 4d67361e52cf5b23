import { Injectable } from '@nestjs/common';
import type { FormField } from '../../domain/cycles/form.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Database } from '../../platform/database/database.js';
import { NominationsReader } from '../nominations/nominations.reader.js';
import type { Nomination } from '../nominations/nomination.entity.js';
import type { FormVersion } from './form-version.entity.js';
import { findCurrentForm, listForms } from './forms.queries.js';

/** What nominations ask, for everybody who sees the cycle. */
@Injectable()
export class FormsReader {
  constructor(
    private readonly db: Database,
    private readonly nominations: NominationsReader,
  ) {}

  /** A nomination with the form that it asks now, if there is one. */
  async nomination(actor: Actor, cycleId: string, id: string): Promise<{ row: Nomination; form: FormVersion | null }> {
    const row = await this.nominations.get(actor, cycleId, id);
    return { row, form: await findCurrentForm(this.db.reader, id) };
  }

  /** The form that a nomination asks now; refuses with `not-found` where there is none yet. */
  async form(actor: Actor, cycleId: string, id: string): Promise<{ number: number; fields: FormField[] }> {
    const { form } = await this.nomination(actor, cycleId, id);
    if (!form) throw new Refusal({ code: 'not-found' });
    return { number: form.number, fields: form.fields };
  }

  /** The nominations of a cycle, each with its form. */
  async list(actor: Actor, cycleId: string): Promise<{ row: Nomination; form: FormVersion | null }[]> {
    const rows = await this.nominations.list(actor, cycleId);
    const forms = await listForms(this.db.reader, cycleId);
    return rows.map((row) => ({ row, form: forms.get(row.id) ?? null }));
  }
}
