import { Body, Delete, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
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
    scope: read,
    response: comparisonView,
  })
  async compare(@Caller() actor: Caller, @Param('cycle') cycle: string): Promise<z.infer<typeof comparisonView>> {
    const { scenarios, rows } = await this.scenarios.compare(actor, cycle);
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
  @Describe({ summary: 'Keep a scenario', scope: write, response: scenarioView })
  async add(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Body({ schema: scenarioInput }) input: z.infer<typeof scenarioInput>,
  ) {
    return toScenario(await this.scenarios.add(actor, cycle, input));
  }

  @Post(':id/fix')
  @Describe({
    summary: 'Make a scenario the way in which entries are proposed',
    status: 200,
    scope: write,
    response: scenarioView,
  })
  async fix(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Param('id') id: string,
    @Body({ schema: fixInput }) { reason }: z.infer<typeof fixInput>,
  ) {
    return toScenario(await this.scenarios.fix(actor, cycle, id, reason));
  }

  @Delete(':id')
  @Describe({ summary: 'Let a scenario go', status: 204, scope: write })
  async drop(@Caller() actor: Caller, @Param('cycle') cycle: string, @Param('id') id: string): Promise<void> {
    await this.scenarios.drop(actor, cycle, id);
  }
}
