import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { conflictSources } from '../../domain/judging/conflict-sources.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { ConflictsService } from './conflicts.service.js';
import { conflictMarks, expertsFrame, faultsOf, reasonForm, untouched } from '../experts/experts-frame-model.js';
import { ConflictsReader } from './conflicts.reader.js';

const settleForm = reasonForm.extend({ verdict: z.enum(['confirmed', 'dismissed']) });
const setForm = reasonForm.extend({ expert: z.uuid(), number: z.string().trim().min(1).max(60) });

/** The organizer's page of conflicts of interest: what keeps whom from which entry, and what is only suspected. */
@Controller('cycles/:cycle/conflicts')
export class OrganizerConflictsPages {
  constructor(
    private readonly conflicts: ConflictsService,
    private readonly reader: ConflictsReader,
  ) {}

  @Get()
  conflictList(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.conflictsPage(cycleId, request, untouched);
  }

  @Post('recompute')
  async recompute(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Redirect> {
    const { added, removed } = await this.conflicts.recompute(signedIn(request), cycleId);
    return done(`/cycles/${cycleId}/conflicts`, 'judging:conflicts.recomputed', { added, removed });
  }

  @Post()
  set(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, setForm, {
      act: async ({ expert, number, reason }, actor) => {
        const submissionId = await this.reader.admittedByNumber(actor, cycleId, number);
        if (!submissionId)
          throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/number', rule: 'not-offered' }] });
        await this.conflicts.set(actor, cycleId, { expertId: expert, submissionId, reason });
      },
      after: () => done(`/cycles/${cycleId}/conflicts`, 'judging:conflicts.set'),
      again: (form) => this.conflictsPage(cycleId, request, form),
    });
  }

  @Post(':conflict/settle')
  settle(@Param('cycle') cycleId: string, @Param('conflict') conflictId: string, @Req() request: FastifyRequest) {
    return takeForm(request, settleForm, {
      act: (input, actor) => this.conflicts.settle(actor, conflictId, input),
      after: () => done(`/cycles/${cycleId}/conflicts`, 'judging:conflicts.settled'),
      again: (form) => this.conflictsPage(cycleId, request, { ...form, values: { ...form.values, id: conflictId } }),
    });
  }

  private async conflictsPage(cycleId: string, request: FastifyRequest, form: FormAgain): Promise<View> {
    const t = translator(request.locale);
    const { counts, suspected, recent, experts, cycle, stages, now } = await this.reader.conflicts(
      signedIn(request),
      cycleId,
    );
    const home = `/cycles/${cycleId}/conflicts`;
    const row = (conflict: (typeof suspected)[number]) => ({
      ...conflict,
      source: t(`judging:source.${conflict.source}`),
      word: t(`judging:conflicts.state.${conflict.state}`),
      ...conflictMarks[conflict.state],
      settleAction: `${home}/${conflict.id}/settle`,
      error: form.values['id'] === conflict.id ? t('refusals:field.required') : '',
    });
    const pairs = (source: string) =>
      counts
        .filter((each) => each.source === source && each.state !== 'dismissed')
        .reduce((n, each) => n + each.pairs, 0);
    return view('pages/judging/conflicts/organizer-conflicts', {
      ...expertsFrame(request, { cycle, stages, now }),
      action: home,
      back: `/cycles/${cycleId}/experts`,
      sources: conflictSources
        .map((source) => ({ label: t(`judging:source.${source}`), value: pairs(source) }))
        .filter(({ value }) => value > 0),
      suspected: suspected.map(row),
      recent: recent.map(row),
      experts: experts.map(({ id, user }) => ({ value: id, label: user.name })),
      values: form.values,
      ...faultsOf(form, request),
      open: form.values['number'] !== undefined,
    });
  }
}
