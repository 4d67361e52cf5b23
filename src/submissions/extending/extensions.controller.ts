import { Body, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Refusal } from '../../domain/kernel/refusal.js';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Caller, Visitor } from '../../platform/http/api/caller.js';
import {
  closingView,
  extensionInput,
  extensionView,
  takeBackInput,
  toClosing,
  toExtension,
} from './extensions.schemas.js';
import { ExtensionsReader } from './extensions.reader.js';
import { ExtensionsService } from './extensions.service.js';

type ExtensionView = z.infer<typeof extensionView>;

const write = 'cycles:write';

/** Extensions of the intake, for programs. */
@ApiController('cycles')
export class ExtensionsController {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly reader: ExtensionsReader,
  ) {}

  @Get(':id/closing')
  @Describe({
    id: 'Rules.closing',
    summary: 'When the intake closes and for whom, as the caller is told it',
    response: closingView,
  })
  async closing(@Visitor() actor: Actor, @Param('id') id: string): Promise<z.infer<typeof closingView>> {
    return toClosing(await this.reader.closing(actor, id));
  }

  @Get(':id/extensions')
  @Describe({
    id: 'Rules.extensions',
    summary: 'Recorded extensions of the intake, the latest first, for those who run the cycle',
    scope: write,
    response: listOf(extensionView),
  })
  async list(@Caller() actor: Caller, @Param('id') id: string): Promise<{ items: ExtensionView[] }> {
    return { items: (await this.reader.list(actor, id)).rows.map(toExtension) };
  }

  @Post(':id/extensions')
  @Describe({
    id: 'Rules.extend',
    summary: 'Record an extension; `closesFrom` is the close that applies now to those who are reached',
    scope: write,
    response: extensionView,
  })
  async extend(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: extensionInput }) { closesFrom: seenFrom, ...input }: z.infer<typeof extensionInput>,
  ): Promise<ExtensionView> {
    const { id: recorded } = await this.extensions.extend(actor, id, { ...input, seenFrom });
    return this.one(actor, id, recorded);
  }

  @Post(':id/extensions/:extension/take-back')
  @Describe({
    id: 'Rules.takeExtensionBack',
    summary: 'Take an extension back under which nothing was submitted',
    status: 200,
    scope: write,
    response: extensionView,
  })
  async takeBack(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('extension') extension: string,
    @Body({ schema: takeBackInput }) { reason }: z.infer<typeof takeBackInput>,
  ): Promise<ExtensionView> {
    await this.extensions.takeBack(actor, id, extension, reason);
    return this.one(actor, id, extension);
  }

  private async one(actor: Caller, cycleId: string, id: string): Promise<ExtensionView> {
    const row = (await this.reader.list(actor, cycleId)).rows.find((one) => one.id === id);
    if (!row) throw new Refusal({ code: 'not-found' });
    return toExtension(row);
  }
}
