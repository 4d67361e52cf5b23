import { Body, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion, Visitor } from '../../platform/http/api/caller.js';
import { CriteriaReader } from './criteria.reader.js';
import { criterionInput, criterionView, kindInput, toCriterion } from './criteria.schemas.js';
import { CriteriaService } from './criteria.service.js';

type CriterionView = z.infer<typeof criterionView>;

const write = 'cycles:write';

/** The criteria of a cycle for programs. */
@ApiController('cycles')
export class CriteriaController {
  constructor(
    private readonly criteria: CriteriaService,
    private readonly reader: CriteriaReader,
  ) {}

  @Get(':id/criteria')
  @Describe({
    id: 'Rules.listCriteria',
    summary: 'Criteria with scale, weight and levels',
    response: listOf(criterionView),
  })
  async list(@Visitor() actor: Actor, @Param('id') id: string): Promise<{ items: CriterionView[] }> {
    return { items: (await this.reader.list(actor, id)).map(toCriterion) };
  }

  @Post(':id/criteria')
  @Describe({
    id: 'Rules.addCriterion',
    summary: 'Add a criterion before the intake',
    scope: write,
    response: criterionView,
    tagged: true,
  })
  async add(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: criterionInput }) input: z.infer<typeof criterionInput>,
  ): Promise<CriterionView> {
    const { id: added } = await this.criteria.add(actor, id, input);
    return this.criterionOf(actor, id, added);
  }

  @Patch(':id/criteria/:criterionId')
  @Describe({
    id: 'Rules.editCriterion',
    summary: 'Change a criterion before the intake',
    scope: write,
    response: criterionView,
    tagged: true,
  })
  async edit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Body({ schema: criterionInput }) input: z.infer<typeof criterionInput>,
    @ExpectedVersion() version: number,
  ): Promise<CriterionView> {
    await this.criteria.edit(actor, id, { ...input, id: criterionId, version });
    return this.criterionOf(actor, id, criterionId);
  }

  @Put(':id/criteria/:criterionId/kind')
  @Describe({
    id: 'Rules.setKind',
    summary: 'Say what a criterion asks of experts; once the intake has begun, by a new edition with a reason',
    scope: write,
    response: criterionView,
  })
  async setKind(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Body({ schema: kindInput }) input: z.infer<typeof kindInput>,
  ): Promise<CriterionView> {
    await this.criteria.setKind(actor, id, { ...input, id: criterionId });
    return this.criterionOf(actor, id, criterionId);
  }

  private async criterionOf(actor: Actor, cycleId: string, id: string): Promise<CriterionView> {
    return toCriterion((await this.reader.list(actor, cycleId)).find((criterion) => criterion.id === id)!);
  }

  @Delete(':id/criteria/:criterionId')
  @Describe({ id: 'Rules.removeCriterion', summary: 'Remove a criterion before the intake', status: 204, scope: write })
  remove(@Caller() actor: Caller, @Param('id') id: string, @Param('criterionId') criterionId: string): Promise<void> {
    return this.criteria.remove(actor, id, criterionId);
  }
}
