import { Body, Get, Param, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion } from '../../platform/http/api/caller.js';
import { sendETag } from '../../platform/http/api/etag.js';
import { DeskReader } from './desk.reader.js';
import { EvaluationsService } from '../writing/evaluations.service.js';
import { QueueReader } from './queue.reader.js';
import { deskView, queueItem, recuseSchema, sheetSchema, toDeskView } from './desk.schemas.js';
import { sheetView, toSheetView } from '../sheets/sheets.schemas.js';

const read = 'judging:read';
const write = 'judging:write';
const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** The expert's own queue and sheets; of other experts nothing. */
@ApiController('evaluations')
export class EvaluationsController {
  constructor(
    private readonly desks: DeskReader,
    private readonly evaluations: EvaluationsService,
    private readonly reader: QueueReader,
  ) {}

  @Get()
  @Describe({
    summary: 'The queue of the caller in its own order, all juries together',
    scope: read,
    response: items(queueItem),
  })
  async queue(@Caller() actor: Caller) {
    const queue = await this.reader.queueOf(actor.userId);
    return {
      items: queue.map(({ cycleId, assignmentId, registerNumber, title, nomination, state }) => ({
        assignmentId,
        cycleId,
        registerNumber,
        title,
        nomination,
        state,
      })),
    };
  }

  @Get(':assignmentId')
  @Describe({
    summary: 'The own sheet beside the answers of the entry and the criteria',
    scope: read,
    response: deskView,
  })
  async sheet(
    @Caller() actor: Caller,
    @Param('assignmentId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const desk = await this.desks.desk(actor, id);
    const rules = await this.desks.frame(
      desk.assignment.expert.cycleId,
      desk.revision.formVersionId,
      desk.assignment.submission.nomination,
    );
    sendETag(reply, desk.sheet?.version ?? 0);
    return toDeskView(desk, rules);
  }

  @Put(':assignmentId')
  @Describe({ summary: 'Save points, remarks and the private note of the draft', scope: write, response: sheetView })
  async save(
    @Caller() actor: Caller,
    @Param('assignmentId') id: string,
    @Body({ schema: sheetSchema }) input: z.infer<typeof sheetSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @ExpectedVersion() version: number,
  ) {
    const sheet = await this.evaluations.save(actor, id, { ...input, version });
    sendETag(reply, sheet.version);
    return toSheetView(id, sheet);
  }

  @Post(':assignmentId/submit')
  @Describe({ summary: 'Submit what is saved; it is frozen by that', status: 200, scope: write, response: sheetView })
  async submit(@Caller() actor: Caller, @Param('assignmentId') id: string) {
    return toSheetView(id, await this.evaluations.submitSaved(actor, id));
  }

  @Post(':assignmentId/take-newer')
  @Describe({
    summary: 'Judge the latest revision from now on; the points of the draft stay',
    status: 200,
    scope: write,
    response: sheetView,
  })
  async takeNewer(@Caller() actor: Caller, @Param('assignmentId') id: string) {
    return toSheetView(id, await this.evaluations.takeNewer(actor, id));
  }

  @Post(':assignmentId/recuse')
  @Describe({ summary: 'Step back from an entry, with a reason', status: 204, scope: write })
  async recuse(
    @Caller() actor: Caller,
    @Param('assignmentId') id: string,
    @Body({ schema: recuseSchema }) { reason }: z.infer<typeof recuseSchema>,
  ): Promise<void> {
    await this.evaluations.recuse(actor, id, reason);
  }
}
