import { Controller, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../domain/kernel/refusal.js';
import type { Person } from '../domain/kernel/actor.js';
import type { ScreeningVerb, SubmissionState } from '../domain/submissions/submission.js';
import { takeForm } from '../platform/http/pages/forms.js';
import { view, type View } from '../platform/http/pages/page.js';
import { HarmlessTwice } from '../platform/http/pages/pressed-once.interceptor.js';
import { signedIn } from '../platform/http/request.js';
import { sha256 } from '../platform/ids.js';
import { ScreeningService } from '../submissions/screening/screening.service.js';
import { askModel, doneModel, type Outcome } from './chosen-entries-model.js';
import { ChosenEntriesReader, type ChosenEntry } from './chosen-entries.reader.js';

const mostChosen = 50;

/** `id state revision`, as the queue showed the entry. */
const chosenEntry = z
  .string()
  .regex(/^[0-9a-f-]{36} (submitted|returned|admitted|rejected|withdrawn) \d{1,6}$/)
  .transform((sent): ChosenEntry => {
    const [id, state, revision] = sent.split(' ') as [string, SubmissionState, string];
    return { id, seen: { state, revision: Number(revision) } };
  });
const form = z.object({
  verb: z.enum(['admit', 'return', 'extend', 'reject']),
  entry: z
    .union([z.string(), z.array(z.string()).max(mostChosen)])
    .default([])
    .transform((sent) => [...new Set([sent].flat())])
    .pipe(z.array(chosenEntry)),
  reason: z.string().max(4000).default(''),
  /** What was shown before: only that is done. */
  shown: z.string().max(64).default(''),
  confirm: z.string().optional(),
});
type Sent = z.output<typeof form>;

/** Many entries of the queue and one verb: shown first with the letters, then each is decided by the verb that decides it singly. */
@Controller('cycles/:cycle/screening-chosen')
export class ChosenEntriesPages {
  constructor(
    private readonly reader: ChosenEntriesReader,
    private readonly screening: ScreeningService,
  ) {}

  @Post()
  @HarmlessTwice()
  chosen(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: async (sent, actor) => {
        await this.reader.frame(actor, cycleId);
        return sent.confirm && sent.shown === printOf(sent) ? this.decide(actor, cycleId, sent) : null;
      },
      after: (outcomes, sent) =>
        outcomes ? this.done(cycleId, request, { outcomes, verb: sent.verb }) : this.ask(cycleId, request, sent),
      again: ({ problems }) => {
        throw new Refusal({ code: 'invalid-input', problems });
      },
    });
  }

  private async ask(cycleId: string, request: FastifyRequest, sent: Sent): Promise<View> {
    const actor = signedIn(request);
    const frame = await this.reader.frame(actor, cycleId);
    const { verb, reason, entry: chosen } = sent;
    const foreseen = await this.reader.foresee(actor, cycleId, { verb, reason, chosen });
    const isChanged = sent.confirm !== undefined;
    return view(
      'pages/cockpit/chosen',
      askModel({ frame, verb, reason, foreseen, isChanged, shown: printOf(sent) }, request),
    );
  }

  private async done(
    cycleId: string,
    request: FastifyRequest,
    { outcomes, verb }: { outcomes: Outcome[]; verb: ScreeningVerb },
  ): Promise<View> {
    const frame = await this.reader.frame(signedIn(request), cycleId);
    return view('pages/cockpit/chosen-done', doneModel({ frame, outcomes, verb }, request));
  }

  /** One after another, each in a transaction of its own: what is refused holds up no other, and is told. */
  private async decide(actor: Person, cycleId: string, { verb, reason, entry: chosen }: Sent): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const one of await this.reader.foresee(actor, cycleId, { verb, reason, chosen })) {
      const { entry, seen } = one;
      try {
        if (one.cannot) throw one.cannot;
        if (one.will?.needsReason) throw new Refusal({ code: 'reason-required' });
        await this.screening.decide(actor, entry.id, verb, { reason, seen });
        outcomes.push({ entry, refusal: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        outcomes.push({ entry, refusal: error });
      }
    }
    return outcomes;
  }
}

/** What a page shows is known by its entries, its verb and its reason. */
const printOf = ({ verb, reason, entry }: Sent): string =>
  sha256(JSON.stringify([verb, reason.trim(), entry])).slice(0, 32);
