import { Body, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { DecisionBatchesReader } from './decision-batches.reader.js';
import * as schemas from './decision-batches.schemas.js';
import { DecisionBatchesService } from './decision-batches.service.js';

const read = 'results:read';
const write = 'results:write';

/** Decisions in bulk for programs. */
@ApiController('cycles/:cycle/batches')
export class DecisionBatchesController {
  constructor(
    private readonly reader: DecisionBatchesReader,
    private readonly batches: DecisionBatchesService,
  ) {}

  @Get()
  @Describe({
    summary: 'Lists of decisions, the latest first',
    scope: read,
    response: z.object({ items: z.array(schemas.batchHead) }),
  })
  async list(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    return { items: (await this.reader.list(actor, cycle)).map(schemas.toBatchHead) };
  }

  @Get(':id')
  @Describe({ summary: 'A list with every decision', scope: read, response: schemas.batchView })
  async one(@Caller() actor: Caller, @Param('cycle') cycle: string, @Param('id') id: string) {
    return schemas.toBatchView(await this.reader.read(actor, cycle, id));
  }

  @Post()
  @Describe({
    summary: 'Prepare what the rules propose of one kind in all nominations; nothing is decided yet',
    scope: write,
    response: schemas.batchHead,
  })
  async propose(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Body({ schema: schemas.proposeSchema }) input: z.infer<typeof schemas.proposeSchema>,
  ) {
    return schemas.toBatchHead(await this.batches.propose(actor, cycle, input));
  }

  @Post('lines')
  @Describe({
    summary: 'Prepare decisions line by line; faults are named by the line, counted from 1',
    scope: write,
    response: schemas.batchHead,
  })
  async lines(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Body({ schema: schemas.linesSchema }) { lines, ...input }: z.infer<typeof schemas.linesSchema>,
  ) {
    const numbered = lines.map((line, index) => ({ ...line, row: index + 1 }));
    const wanted = { ...input, name: '', lines: numbered };
    return schemas.toBatchHead(await this.batches.read(actor, cycle, wanted));
  }

  @Post(':id/apply')
  @Describe({
    summary: 'Apply the whole list that has this hash, as another person than its preparer',
    status: 200,
    scope: write,
    response: schemas.batchHead,
  })
  async apply(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Param('id') id: string,
    @Body({ schema: schemas.applySchema }) { hash }: z.infer<typeof schemas.applySchema>,
  ) {
    return schemas.toBatchHead(await this.batches.apply(actor, cycle, id, hash));
  }

  @Post(':id/cancel')
  @Describe({ summary: 'Cancel a list with a reason', status: 200, scope: write, response: schemas.batchHead })
  async cancel(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Param('id') id: string,
    @Body({ schema: schemas.cancelSchema }) { reason }: z.infer<typeof schemas.cancelSchema>,
  ) {
    return schemas.toBatchHead(await this.batches.cancel(actor, cycle, id, reason));
  }
}
