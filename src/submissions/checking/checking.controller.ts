import { Body, Get, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { checkedView, markSchema, opinionSchema, toChecked } from './checking.schemas.js';
import { CheckingService } from './checking.service.js';

type View = z.infer<typeof checkedView>;

/** The checklist and the panel, for programs. */
@ApiController('submissions')
export class CheckingController {
  constructor(private readonly checking: CheckingService) {}

  @Get(':id/checks')
  @Describe({
    id: 'Submissions.checks',
    summary: 'How the entry was checked: the items of the checklist and the words of the panel',
    scope: 'submissions:read',
    response: checkedView,
  })
  async read(@Caller() actor: Caller, @Param('id') id: string): Promise<View> {
    return toChecked(await this.checking.read(actor, id));
  }

  @Put(':id/checks/:item')
  @Describe({
    id: 'Submissions.check',
    summary: 'Say whether an item of the checklist fits the revision in force',
    status: 200,
    scope: 'screening',
    response: checkedView,
  })
  async mark(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('item') item: string,
    @Body({ schema: markSchema }) { mark }: z.infer<typeof markSchema>,
  ): Promise<View> {
    await this.checking.mark(actor, id, { item, mark });
    return this.read(actor, id);
  }

  @Post(':id/opinions')
  @Describe({
    id: 'Submissions.opine',
    summary: 'Say the own word of the revision in force, where several must before it is decided',
    status: 200,
    scope: 'screening',
    response: checkedView,
  })
  async opine(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: opinionSchema }) opinion: z.infer<typeof opinionSchema>,
  ): Promise<View> {
    await this.checking.opine(actor, id, opinion);
    return this.read(actor, id);
  }
}
