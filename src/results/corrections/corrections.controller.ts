import { Body, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { correctionChange } from './correction-change.schemas.js';
import { correctionInput } from './corrections.schemas.js';
import type { Correction } from './correction.entity.js';
import { CorrectionsService } from './corrections.service.js';

const read = 'results:read';
const write = 'results:write';
const correctionView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  rankingId: z.uuid(),
  appealId: z.uuid().nullable(),
  state: z.enum(['prepared', 'applied']),
  ground: z.string(),
  changes: z.array(correctionChange),
  hash: z.string(),
});
const stand = z
  .object({
    place: z.object({ from: z.number().int(), to: z.number().int() }),
    total: z.string(),
    totalShown: z.string(),
  })
  .nullable();
const shadowView = correctionView.extend({
  outdated: z.boolean(),
  approvedBy: z.array(z.string()),
  change: z.array(z.object({ entryId: z.string(), registerNumber: z.string(), before: stand, after: stand })),
  enters: z.array(z.string()),
  leaves: z.array(z.string()),
});
const approveInput = z.strictObject({ hash: z.string().max(64) });

const toView = (correction: Correction) => correctionView.strip().parse(correction);

/** Corrections of rankings for programs. */
@ApiController('')
export class CorrectionsController {
  constructor(private readonly corrections: CorrectionsService) {}

  @Get('cycles/:cycle/corrections')
  @Describe({ summary: 'Corrections of rankings, waiting ones first', scope: read, response: z.array(correctionView) })
  async list(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    return (await this.corrections.list(actor, cycle)).map(toView);
  }

  @Post('nominations/:nomination/corrections')
  @Describe({ summary: 'Prepare a correction', scope: write, response: correctionView })
  async prepare(
    @Caller() actor: Caller,
    @Param('nomination') nomination: string,
    @Body({ schema: correctionInput }) input: z.infer<typeof correctionInput>,
  ) {
    return toView(await this.corrections.prepare(actor, nomination, input));
  }

  @Get('corrections/:id')
  @Describe({ summary: 'What a correction changes', scope: read, response: shadowView })
  async read(@Caller() actor: Caller, @Param('id') id: string) {
    const { correction, change, proposed, approvals, outdated } = await this.corrections.read(actor, id);
    const { enters, leaves } = proposed;
    const approvedBy = approvals.map(({ userName }) => userName);
    return { ...toView(correction), outdated, approvedBy, change, enters, leaves };
  }

  @Post('corrections/:id/approve')
  @Describe({
    summary: 'Approve a correction; the second person applies it',
    status: 200,
    scope: write,
    response: correctionView,
  })
  async approve(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: approveInput }) { hash }: z.infer<typeof approveInput>,
  ) {
    return toView(await this.corrections.approve(actor, id, hash));
  }

  @Post('corrections/:id/cancel')
  @Describe({ summary: 'Let a prepared correction go', status: 204, scope: write })
  async cancel(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.corrections.cancel(actor, id);
  }
}
