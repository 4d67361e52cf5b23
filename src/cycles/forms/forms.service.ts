import { Injectable } from '@nestjs/common';
import { formProblems, type FormField } from '../../domain/cycles/form.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { create } from '../../platform/database/save.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import { getNominationIn } from '../nominations/nominations.queries.js';
import { RuleChanges } from '../stages/rule-change.js';
import { FormVersion } from './form-version.entity.js';
import { findCurrentForm } from './forms.queries.js';

/** The forms that entries answer. */
@Injectable()
export class FormsService {
  constructor(private readonly changes: RuleChanges) {}

  /** A new version of the form; entries keep the one that they answer. An unchanged form makes no version. */
  edit(
    actor: Actor,
    cycleId: string,
    input: { id: string; number: number; fields: FormField[] },
  ): Promise<FormVersion> {
    return this.changes.within(actor, cycleId, async ({ tx, now, deed }) => {
      await getNominationIn(tx, cycleId, input.id);
      const problems = formProblems(input.fields);
      if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
      const current = await findCurrentForm(tx, input.id);
      mustBeVersion({ version: current?.number ?? 0 }, input.number, now);
      if (current && canonicalJson(current.fields) === canonicalJson(input.fields)) return current;
      const values = { nominationId: input.id, number: input.number + 1, fields: input.fields, createdAt: now };
      return create(tx, FormVersion, values, deed('edit-form'));
    });
  }
}
