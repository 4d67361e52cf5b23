import { Body, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
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
    status: 200,
    scope: read,
    response: z.object({ items: z.array(schemas.batchHead) }),
  })
  async list(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.list(scopedActor(request, read), cycle)).map(schemas.toBatchHead) };
  }

  @Get(':id')
  @Describe({ summary: 'A list with every decision', status: 200, scope: read, response: schemas.batchView })
  async one(@Param('cycle') cycle: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return schemas.toBatchView(await this.reader.read(scopedActor(request, read), cycle, id));
  }

  @Post()
  @Describe({
    summary: 'Prepare what the rules propose of one kind in all nominations; nothing is decided yet',
    status: 201,
    scope: write,
    response: schemas.batchHead,
  })
  async propose(
    @Param('cycle') cycle: string,
    @Body({ schema: schemas.proposeSchema }) input: z.infer<typeof schemas.proposeSchema>,
    @Req() request: FastifyRequest,
  ) {
    return schemas.toBatchHead(await this.batches.propose(scopedActor(request, write), cycle, input));
  }

  @Post('lines')
  @Describe({
    summary: 'Prepare decisions line by line; faults are named by the line, counted from 1',
    status: 201,
    scope: write,
    response: schemas.batchHead,
  })
  async lines(
    @Param('cycle') cycle: string,
    @Body({ schema: schemas.linesSchema }) { lines, ...input }: z.infer<typeof schemas.linesSchema>,
    @Req() request: FastifyRequest,
  ) {
    const numbered = lines.map((line, index) => ({ ...line, row: index + 1 }));
    const wanted = { ...input, name: '', lines: numbered };
    return schemas.toBatchHead(await this.batches.read(scopedActor(request, write), cycle, wanted));
  }

  @Post(':id/apply')
  @HttpCode(200)
  @Describe({
    summary: 'Apply the whole list that has this hash, as another person than its preparer',
    status: 200,
    scope: write,
    response: schemas.batchHead,
  })
  async apply(
    @Param('cycle') cycle: string,
    @Param('id') id: string,
    @Body({ schema: schemas.applySchema }) { hash }: z.infer<typeof schemas.applySchema>,
    @Req() request: FastifyRequest,
  ) {
    return schemas.toBatchHead(await this.batches.apply(scopedActor(request, write), cycle, id, hash));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Describe({ summary: 'Cancel a list with a reason', status: 200, scope: write, response: schemas.batchHead })
  async cancel(
    @Param('cycle') cycle: string,
    @Param('id') id: string,
    @Body({ schema: schemas.cancelSchema }) { reason }: z.infer<typeof schemas.cancelSchema>,
    @Req() request: FastifyRequest,
  ) {
    return schemas.toBatchHead(await this.batches.cancel(scopedActor(request, write), cycle, id, reason));
  }
}
