import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kindProblems, scaleProblems, withKind } from '../../domain/cycles/criterion.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { plainKind, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { create, remove, save, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import { findEdition, getEdition } from '../editions/editions.queries.js';
import { RegulationEdition } from '../editions/regulation-edition.entity.js';
import { RuleChanges } from '../stages/rule-change.js';
import { listCriteria } from './criteria.queries.js';
import type { CriterionInput } from './criteria.schemas.js';
import { Criterion } from './criterion.entity.js';

/** The criteria of a cycle. What a criterion asks of experts is a part of the edition's ranking rule. */
@Injectable()
export class CriteriaService {
  constructor(private readonly changes: RuleChanges) {}

  add(actor: Actor, cycleId: string, { kind, ...input }: CriterionInput): Promise<Criterion> {
    return this.changes.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      refuseIf(scaleProblems(input));
      const position = (await listCriteria(tx, cycleId)).length;
      const criterion = await create(tx, Criterion, { ...input, id: newId(), cycleId, position }, deed('add'));
      if (kind) await writeKind(tx, criterion, kind, deed('edit'));
      return criterion;
    });
  }

  edit(
    actor: Actor,
    cycleId: string,
    { id, version, kind, ...changes }: CriterionInput & { id: string; version: number },
  ): Promise<Criterion> {
    return this.changes.within(actor, cycleId, async ({ tx, now, mustBeOpen, deed }) => {
      await mustBeOpen();
      refuseIf(scaleProblems(changes));
      const criterion = await getCriterion(tx, cycleId, id);
      mustBeVersion(criterion, version, now);
      if (kind) await writeKind(tx, criterion, kind, deed('edit'));
      return save(tx, criterion, { changes, events: [] }, deed('edit'));
    });
  }

  /**
   * What a criterion asks of an expert. Once the intake has begun it changes only by a new edition with a reason; without
   * one refuses with `rules-frozen`.
   */
  setKind(
    actor: Actor,
    cycleId: string,
    { id, kind, reason }: { id: string; kind: CriterionKind; reason: string },
  ): Promise<Criterion> {
    return this.changes.within(actor, cycleId, async ({ tx, now, frozenSince, deed }) => {
      const criterion = await getCriterion(tx, cycleId, id);
      const since = await frozenSince();
      if (!since) {
        await writeKind(tx, criterion, kind, deed('edit'));
        return criterion;
      }
      if (!reason.trim()) throw new Refusal({ code: 'rules-frozen', since });
      refuseIf(kindProblems(kind));
      const edition = await getEdition(tx, cycleId);
      const values = {
        ...edition,
        id: newId(),
        number: edition.number + 1,
        rankingRule: withKind(edition.rankingRule, id, kind),
        reason: mustGiveReason(reason),
        createdAt: now,
        version: 1,
      };
      const events = [{ type: 'regulation.amended', cycleId, number: values.number }];
      await create(tx, RegulationEdition, values, deed('amend'), events);
      return criterion;
    });
  }

  remove(actor: Actor, cycleId: string, id: string): Promise<void> {
    return this.changes.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      const criterion = await getCriterion(tx, cycleId, id);
      await writeKind(tx, criterion, { kind: 'numeric' }, deed('edit'));
      await remove(tx, criterion, deed('remove'));
    });
  }
}

function refuseIf(problems: FieldProblem[]): void {
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}

async function getCriterion(tx: EntityManager, cycleId: string, id: string): Promise<Criterion> {
  const criterion = await tx.findOneBy(Criterion, { id, cycleId });
  if (!criterion) throw new Refusal({ code: 'not-found' });
  return criterion;
}

/** Writes the kind into the edition in force; where there is none yet, only what is meant without words can be written. */
async function writeKind(
  tx: EntityManager,
  { id, cycleId }: Criterion,
  kind: CriterionKind,
  deed: Deed,
): Promise<void> {
  refuseIf(kindProblems(kind));
  const edition = await findEdition(tx, cycleId);
  if (!edition && kind.kind === plainKind) return;
  if (!edition)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/kind', rule: 'cycle-no-edition' }] });
  await save(tx, edition, { changes: { rankingRule: withKind(edition.rankingRule, id, kind) }, events: [] }, deed);
}
