import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { ExpertsReader } from '../experts/experts.reader.js';
import { TrainingService } from '../training/training.service.js';
import { progressModel } from './desk-model.js';
import { DeskReader } from './desk.reader.js';
import type { QueueItem } from './queue.queries.js';
import { QueueReader } from './queue.reader.js';

const searched = z.object({ q: z.string().max(200).default('') });

/** The expert's queue in one jury. */
@Controller('judging')
export class QueuePages {
  constructor(
    private readonly experts: ExpertsReader,
    private readonly desks: DeskReader,
    private readonly training: TrainingService,
    private readonly reader: QueueReader,
  ) {}

  @Get(':expert')
  async queue(
    @Param('expert') expertId: string,
    @Query({ schema: searched }) { q }: z.infer<typeof searched>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const expert = await this.experts.ownExpert(actor, expertId);
    const queue = await this.desks.queue(actor, expertId);
    const found = sought(queue, q);
    const next = queue.find((item) => item.state !== 'submitted');
    const marks = {
      open: { mark: 'empty', tone: '' },
      started: { mark: 'half', tone: 'wait' },
      submitted: { mark: 'full', tone: 'ok' },
    };
    return view('pages/judging/desk/queue', {
      expert: { id: expert.id, cycle: expert.cycle.title, declare: !expert.conflictsDeclaredAt },
      ...progressModel(queue, t),
      places: queue.length > 0 && (await this.reader.hasPicks(expert.cycleId)) ? `/judging/${expert.id}/places` : '',
      finish: queue.length > 0 ? `/judging/${expert.id}/finish` : '',
      q,
      trainingDue: queue.length > 0 && (await this.training.isDue(expert)),
      next: next ? `/judging/desk/${next.assignmentId}` : '',
      rows: found.map((item) => ({
        ...item,
        href: `/judging/desk/${item.assignmentId}`,
        word: t(`judging:queue.state.${item.state}`),
        verb: t(
          item.state === 'open'
            ? 'judging:queue.score'
            : item.state === 'started'
              ? 'judging:queue.continue'
              : 'judging:queue.look',
        ),
        ...marks[item.state],
      })),
    });
  }
}

/** Entries of the own queue by place, register number or words of the title. */
function sought(queue: readonly QueueItem[], q: string): QueueItem[] {
  const words = q.trim().toLowerCase();
  if (/^\d{1,3}$/.test(words)) {
    const exact = queue.filter(
      ({ position, registerNumber }) => String(position) === words || registerNumber.endsWith(words),
    );
    if (exact.length > 0) return exact;
  }
  return queue.filter(({ registerNumber, title }) => `${registerNumber} ${title}`.toLowerCase().includes(words));
}
