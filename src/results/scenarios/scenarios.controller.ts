import { Body, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { scenarioInput } from './scenarios.schemas.js';
import type { Scenario } from './scenario.entity.js';
import { ScenariosService } from './scenarios.service.js';

const read = 'results:read';
const write = 'results:write';
const data = z.record(z.string(), z.unknown());
const scenarioView = z.object({
  id: z.uuid(),
  title: z.string(),
  rankingRule: data,
  selectionRule: data,
  fixed: z.boolean(),
  reason: z.string(),
});
const comparisonView = z.object({
  scenarios: z.array(scenarioView),
  nominations: z.array(
    z.object({ id: z.uuid(), code: z.string(), selected: z.number().int(), outcomes: z.array(data) }),
  ),
});
const fixInput = z.strictObject({ reason: z.string().max(1000).default('') });

function toScenario({ id, title, rankingRule, selectionRule, fixedAt, fixedReason }: Scenario) {
  return scenarioView.parse({ id, title, rankingRule, selectionRule, fixed: fixedAt !== null, reason: fixedReason });
}

/** Scenarios for programs. */
@ApiController('cycles/:cycle/scenarios')
export class ScenariosController {
  constructor(private readonly scenarios: ScenariosService) {}

  @Get()
  @Describe({
    summary: 'Scenarios, and who would enter and leave by each compared with the rule in force',
    status: 200,
    scope: read,
    response: comparisonView,
  })
  async compare(
    @Param('cycle') cycle: string,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof comparisonView>> {
    const { scenarios, rows } = await this.scenarios.compare(scopedActor(request, read), cycle);
    return {
      scenarios: scenarios.map(toScenario),
      nominations: rows.map(({ nomination: { id, code }, selected, outcomes }) => ({
        id,
        code,
        selected,
        outcomes: outcomes.map((outcome) => ({ ...outcome })),
      })),
    };
  }

  @Post()
  @Describe({ summary: 'Keep a scenario', status: 201, scope: write, response: scenarioView })
  async add(
    @Param('cycle') cycle: string,
    @Body({ schema: scenarioInput }) input: z.infer<typeof scenarioInput>,
    @Req() request: FastifyRequest,
  ) {
    return toScenario(await this.scenarios.add(scopedActor(request, write), cycle, input));
  }

  @Post(':id/fix')
  @HttpCode(200)
  @Describe({
    summary: 'Make a scenario the way in which entries are proposed',
    status: 200,
    scope: write,
    response: scenarioView,
  })
  async fix(
    @Param('cycle') cycle: string,
    @Param('id') id: string,
    @Body({ schema: fixInput }) { reason }: z.infer<typeof fixInput>,
    @Req() request: FastifyRequest,
  ) {
    return toScenario(await this.scenarios.fix(scopedActor(request, write), cycle, id, reason));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Let a scenario go', status: 204, scope: write })
  async drop(@Param('cycle') cycle: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.scenarios.drop(scopedActor(request, write), cycle, id);
  }
}
