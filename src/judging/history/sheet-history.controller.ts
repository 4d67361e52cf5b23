import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { instant } from '../../platform/http/fields.js';
import { Caller } from '../../platform/http/api/caller.js';
import { sheetView, toSheetView } from '../sheets/sheets.schemas.js';
import { SheetHistoryService } from './sheet-history.service.js';
import type { SheetRestoration } from '../sheets/sheet-restoration.entity.js';

const read = 'judging:read';
const write = 'judging:write';
const reasonInput = z.strictObject({ reason: z.string().max(2000).default('') });
const asideInput = reasonInput.extend({ replacementId: z.uuid().nullable().default(null) });
const restoreInput = reasonInput.extend({ at: instant.transform((at) => new Date(at)) });
const asOfQuery = z.object({ at: instant.optional() });

const sheetRow = z.object({
  assignmentId: z.uuid(),
  evaluationId: z.uuid().nullable(),
  registerNumber: z.string(),
  title: z.string(),
  expert: z.string(),
  state: z.enum(['none', 'draft', 'submitted', 'set-aside']),
  submittedAt: z.string().nullable(),
  versions: z.number().int(),
});
const reopeningView = z.object({ id: z.uuid(), state: z.string(), askReason: z.string() });
const restorationView = z.object({
  id: z.uuid(),
  asOf: z.string(),
  reason: z.string(),
  requestedAt: z.string(),
  appliedAt: z.string().nullable(),
});
const stateView = sheetView.pick({ assignmentId: true, state: true, submittedAt: true, version: true });

const toRestoration = ({ id, asOf, reason, requestedAt, appliedAt }: SheetRestoration) => ({
  id,
  asOf: asOf.toISOString(),
  reason,
  requestedAt: requestedAt.toISOString(),
  appliedAt: appliedAt?.toISOString() ?? null,
});

/** Sheets after they were submitted, for programs. No scores are here. */
@ApiController('')
export class SheetHistoryController {
  constructor(private readonly history: SheetHistoryService) {}

  @Post('evaluations/:assignmentId/reopenings')
  @Describe({ summary: 'Ask for the own submitted sheet back', scope: write, response: reopeningView })
  async ask(
    @Caller() actor: Caller,
    @Param('assignmentId') id: string,
    @Body({ schema: reasonInput }) { reason }: z.infer<typeof reasonInput>,
  ) {
    const asked = await this.history.askReopening(actor, id, reason);
    return { id: asked.id, state: asked.state, askReason: asked.askReason };
  }

  @Get('cycles/:id/sheets')
  @Describe({
    summary: 'The sheets of a cycle as they stood at an instant, without scores',
    scope: read,
    response: z.object({ at: z.string(), items: z.array(sheetRow) }),
  })
  async asOf(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Query({ schema: asOfQuery }) { at }: z.infer<typeof asOfQuery>,
  ) {
    const found = await this.history.asOf(actor, id, () => (at ? new Date(at) : null));
    return {
      at: found.at.toISOString(),
      items: found.sheets.map((sheet) => ({ ...sheet, submittedAt: sheet.submittedAt?.toISOString() ?? null })),
    };
  }

  @Post('sheets/:id/reopen')
  @Describe({
    summary: 'Make a draft of a submitted sheet, with a reason',
    status: 200,
    scope: write,
    response: stateView,
  })
  async reopen(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: reasonInput }) { reason }: z.infer<typeof reasonInput>,
  ) {
    const sheet = await this.history.reopen(actor, id, reason);
    return stateView.parse(toSheetView(sheet.assignmentId, sheet));
  }

  @Post('sheets/:id/set-aside')
  @Describe({
    summary: 'Take a sheet out of the count, with a reason, and give the entry to another expert if one is named',
    status: 200,
    scope: write,
    response: stateView,
  })
  async setAside(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: asideInput }) input: z.infer<typeof asideInput>,
  ) {
    const sheet = await this.history.setAside(actor, id, input);
    return stateView.parse(toSheetView(sheet.assignmentId, sheet));
  }

  @Post('cycles/:id/sheet-restorations')
  @Describe({
    summary: 'Propose that the sheets be as they were at an instant; who proposes approves by that',
    scope: write,
    response: restorationView,
  })
  async restore(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: restoreInput }) input: z.infer<typeof restoreInput>,
  ) {
    return toRestoration(await this.history.requestRestoration(actor, id, input));
  }

  @Post('sheet-restorations/:id/approvals')
  @Describe({
    summary: 'Approve a restoration; the second person’s approval restores the sheets',
    scope: write,
    response: restorationView,
  })
  async approve(@Caller() actor: Caller, @Param('id') id: string) {
    return toRestoration(await this.history.approveRestoration(actor, id));
  }
}
