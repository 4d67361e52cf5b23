import { Body, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
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

/** Protocols and signatures for programs. */
@ApiController('cycles/:cycle')
export class ProtocolsController {
  constructor(private readonly protocols: ProtocolsService) {}

  @Get('protocols')
  @Describe({
    id: 'Results.listProtocols',
    summary: 'Protocols and their signatures',
    scope: read,
    response: listOf(protocolView),
  })
  async listProtocols(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    const { protocols, approvals } = await this.protocols.list(actor, cycle);
    return { items: protocols.map((protocol) => toProtocolView(protocol, approvals)) };
  }

  @Post('protocols')
  @Describe({
    id: 'Results.drawUp',
    summary: 'Draw up the protocol of a sitting',
    scope: write,
    response: protocolView,
  })
  async drawUp(@Caller() actor: Caller, @Body({ schema: drawUpSchema }) { meetingId }: z.infer<typeof drawUpSchema>) {
    return toProtocolView(await this.protocols.drawUp(actor, meetingId), []);
  }

  @Get('protocols/:id')
  @Describe({
    id: 'Results.twin',
    summary: 'The machine-readable twin of a protocol',
    scope: read,
    response: z.record(z.string(), z.unknown()),
  })
  async twin(@Caller() actor: Caller, @Param('id') id: string) {
    return (await this.protocols.read(actor, id)).twin;
  }

  @Post('protocols/:id/approvals')
  @Describe({
    id: 'Results.approve',
    summary: 'Sign the protocol that has this hash',
    scope: write,
    response: approvalView,
  })
  async approve(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: approveSchema }) { hash }: z.infer<typeof approveSchema>,
  ) {
    return toApprovalView(await this.protocols.approve(actor, id, hash));
  }
}
