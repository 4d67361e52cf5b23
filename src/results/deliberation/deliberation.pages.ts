import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, redirect, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { DeliberationService } from './deliberation.service.js';
import { meetingSide } from '../meetings/meeting-navigation.js';
import { mayDecide, mayRunResults, scopeOf } from '../access/results.policy.js';

const discussForm = z.object({ entry: z.union([z.literal(''), z.uuid()]) });
const sayForm = z.object({ entry: z.uuid(), text: z.string().trim().min(1).max(10_000) });

/** The deliberation of a sitting: the order, the tracker, the threads. */
@Controller('cycles/:cycle/meetings/:meeting/deliberation')
export class DeliberationPages {
  constructor(private readonly deliberation: DeliberationService) {}

  @Get()
  show(@Param('cycle') cycleId: string, @Param('meeting') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, id, request, null);
  }

  @Post('discuss')
  discuss(@Param('cycle') cycleId: string, @Param('meeting') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, discussForm, {
      act: ({ entry }, actor) => this.deliberation.discuss(actor, id, entry || null),
      after: () => redirect(`/cycles/${cycleId}/meetings/${id}/deliberation`),
      again: (form) => this.page(cycleId, id, request, formView(form, request)),
    });
  }

  @Post('say')
  say(@Param('cycle') cycleId: string, @Param('meeting') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, sayForm, {
      act: ({ entry, text }, actor) => this.deliberation.say(actor, id, entry, text),
      after: (_none, { entry }) =>
        done(`/cycles/${cycleId}/meetings/${id}/deliberation#e-${entry}`, 'results:deliberation.said'),
      again: (form) => this.page(cycleId, id, request, formView(form, request)),
    });
  }

  private async page(cycleId: string, id: string, request: FastifyRequest, form: FormView | null): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const found = await this.deliberation.read(actor, id);
    const here = `/cycles/${cycleId}/meetings/${id}/deliberation`;
    const now = found.entries.find((entry) => entry.id === found.discussing) ?? null;
    return view('pages/results/deliberation/deliberation', {
      side: meetingSide(request, found.meeting),
      crumbs: [
        { href: `/cycles/${cycleId}/meetings/${id}`, label: t('results:sitting.title') },
        { label: t('results:deliberation.title') },
      ],
      here,
      lead: t('results:deliberation.lead', { n: found.entries.length, doors: found.doors }),
      mayRun: mayRunResults(actor, scopeOf(found.meeting)),
      maySay: mayDecide(actor, scopeOf(found.meeting)),
      form: form ?? formWith(),
      now: now && {
        title: now.title,
        number: now.number,
        leaving: now.leaving.join(', '),
        since: found.meeting.discussingSince,
      },
      hidden: found.hiddenCount > 0 ? t('results:deliberation.hidden', { n: found.hiddenCount }) : '',
      entries: found.entries.map((entry, index) => ({
        ...entry,
        n: index + 1,
        current: entry.id === found.discussing,
        leaving: entry.leaving.join(', '),
        spread: entry.spread,
        messages: found.messages
          .filter(({ submissionId }) => submissionId === entry.id)
          .map(({ authorName, text, writtenAt }) => ({ authorName, text, at: writtenAt })),
        typed: form?.values['entry'] === entry.id ? String(form.values['text'] ?? '') : '',
      })),
    });
  }
}
