import { Body, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import {
  approvalView,
  approveSchema,
  drawUpSchema,
  protocolView,
  toApprovalView,
  toProtocolView,
} from './protocols.schemas.js';
import { ProtocolsService } from './protocols.service.js';

const read = 'results:read';
const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Protocols and signatures for programs. */
@ApiController('cycles/:cycle')
export class ProtocolsController {
  constructor(private readonly protocols: ProtocolsService) {}

  @Get('protocols')
  @Describe({
    id: 'Results.listProtocols',
    summary: 'Protocols and their signatures',
    status: 200,
    scope: read,
    response: listOf(protocolView),
  })
  async listProtocols(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    const { protocols, approvals } = await this.protocols.list(scopedActor(request, read), cycle);
    return { items: protocols.map((protocol) => toProtocolView(protocol, approvals)) };
  }

  @Post('protocols')
  @Describe({
    id: 'Results.drawUp',
    summary: 'Draw up the protocol of a sitting',
    status: 201,
    scope: write,
    response: protocolView,
  })
  async drawUp(
    @Body({ schema: drawUpSchema }) { meetingId }: z.infer<typeof drawUpSchema>,
    @Req() request: FastifyRequest,
  ) {
    return toProtocolView(await this.protocols.drawUp(scopedActor(request, write), meetingId), []);
  }

  @Get('protocols/:id')
  @Describe({
    id: 'Results.twin',
    summary: 'The machine-readable twin of a protocol',
    status: 200,
    scope: read,
    response: z.record(z.string(), z.unknown()),
  })
  async twin(@Param('id') id: string, @Req() request: FastifyRequest) {
    return (await this.protocols.read(scopedActor(request, read), id)).twin;
  }

  @Post('protocols/:id/approvals')
  @Describe({
    id: 'Results.approve',
    summary: 'Sign the protocol that has this hash',
    status: 201,
    scope: write,
    response: approvalView,
  })
  async approve(
    @Param('id') id: string,
    @Body({ schema: approveSchema }) { hash }: z.infer<typeof approveSchema>,
    @Req() request: FastifyRequest,
  ) {
    return toApprovalView(await this.protocols.approve(scopedActor(request, write), id, hash));
  }
}
