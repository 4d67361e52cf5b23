import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { MergingService } from './merging.service.js';

const query = z.object({ q: z.string().max(200).default(''), from: z.string().max(60).default('') });

/** Two records of one organisation: found, looked at, made one. */
@Controller('organisations/merge')
export class MergingPages {
  constructor(private readonly merging: MergingService) {}

  @Get()
  async list(
    @Query({ schema: query }) { q, from }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const { doubtful, found } = await this.merging.candidates(signedIn(request), q);
    const t = translator(request.locale);
    return view('pages/accounts/organisations/merge-list', {
      crumbs: [organisationsCrumb(t), { label: t('organisations:merge.title') }],
      q,
      from,
      doubtful: doubtful.map((pair) => ({ ...pair, href: `/organisations/merge/${pair.id}/${pair.likeId}` })),
      found: found
        .filter(({ id }) => id !== from)
        .map(({ id, name, inn, regionCode }) => ({
          name,
          inn: inn ?? '',
          regionCode,
          href: from
            ? `/organisations/merge/${from}/${id}`
            : `/organisations/merge?${new URLSearchParams({ from: id, q }).toString()}`,
        })),
      asked: q !== '',
    });
  }

  @Get(':from/:into')
  show(@Param('from') from: string, @Param('into') into: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(from, into, request, null);
  }

  @Post(':from/:into')
  merge(@Param('from') from: string, @Param('into') into: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.merging.merge(actor, from, into),
      after: ({ name }) => done('/organisations/merge', 'organisations:merge.done', { name }),
      again: ({ refusal }) => this.page(from, into, request, refusal),
    });
  }

  private async page(fromId: string, intoId: string, request: FastifyRequest, refusal: Refusal | null): Promise<View> {
    const t = translator(request.locale);
    const { from, into, counts, spellings } = await this.merging.preview(signedIn(request), fromId, intoId);
    const shown = ['people', 'entries', 'drafts', 'experts', 'invitations', 'requests'] as const;
    return view('pages/accounts/organisations/merge', {
      crumbs: [
        organisationsCrumb(t),
        { href: '/organisations/merge', label: t('organisations:merge.title') },
        { label: t('organisations:merge.heading') },
      ],
      from: { name: from.name, inn: from.inn ?? '', parts: spellings.typed },
      into: { name: into.name, inn: into.inn ?? '', parts: spellings.known },
      figures: shown.map((what) => ({ label: t(`organisations:merge.${what}`), value: counts[what] })),
      both: counts.peopleOfBoth > 0 ? t('organisations:merge.both', { n: counts.peopleOfBoth }) : '',
      hindered: counts.conflicts > 0 ? t('organisations:merge.conflicts', { n: counts.conflicts }) : '',
      isMerged: from.mergedIntoId !== null,
      action: `/organisations/merge/${fromId}/${intoId}`,
      otherWay: `/organisations/merge/${intoId}/${fromId}`,
      refusal: refusal && problemOf(refusal, { ...request, requestId: request.id }),
    });
  }
}

const organisationsCrumb = (t: Translator) => ({ href: '/admin/organisations', label: t('admin:side.organisations') });
