import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { RelationsService } from './relations.service.js';

const relationForm = z.object({
  name: z.string().trim().min(3).max(200),
  relation: z.string().trim().min(1).max(500),
});
const reasonForm = z.object({ reason: z.string().max(2000).default('') });

/** Relations that keep people apart from an entry. */
@Controller('submissions/:id')
export class RelationsPages {
  constructor(private readonly relations: RelationsService) {}

  @Get('relations')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, formWith());
  }

  @Post('relations')
  declare(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, relationForm, {
      act: (input, actor) => this.relations.declare(actor, id, input),
      after: () => done(`/submissions/${id}/relations`, 'submissions:relations.saved'),
      again: (form) => this.page(id, request, formView(form, request)),
    });
  }

  @Post('relations/:relation/withdraw')
  async withdraw(
    @Param('id') id: string,
    @Param('relation') relationId: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.relations.withdraw(signedIn(request), id, relationId);
    return done(`/submissions/${id}/relations`, 'submissions:relations.withdrawn');
  }

  @Get('recuse')
  askRecuse(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.recusePage(id, request, formWith());
  }

  @Post('recuse')
  recuse(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, reasonForm, {
      act: ({ reason }, actor) => this.relations.recuse(actor, id, reason),
      after: () => done('/cycles', 'submissions:recuse.done'),
      again: (form) => this.recusePage(id, request, formView(form, request)),
    });
  }

  private async recusePage(id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const entry = await this.relations.recusable(signedIn(request), id);
    return view('pages/submissions/relations/recuse', { id, title: entry.title, form });
  }

  private async page(id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { entry, relations } = await this.relations.list(signedIn(request), id);
    return view('pages/submissions/relations/relations', {
      id,
      title: entry.title,
      relations: relations.map(({ id: relation, name, relation: words }) => ({ id: relation, name, words })),
      form,
    });
  }
}
