import { Controller, Get, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { wordsFrom } from '../../cycles/nominations/typed-words.js';
import type { Employer } from '../../domain/judging/computed-conflicts.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { ExpertProfilesService } from './expert-profiles.service.js';
import { ExpertsReader } from './experts.reader.js';

const words = z.string().max(4000).default('').transform(wordsFrom);
const profileForm = z.object({
  version: z.coerce.number().int().default(0),
  spheres: words,
  languages: words,
  regionCode: z
    .string()
    .max(10)
    .default('')
    .transform((code) => code || null),
  employers: z.string().max(20_000).default('').transform(employersFrom),
  capacity: z.coerce.number().int().min(1).max(1000),
  about: z.string().max(4000).default(''),
});

/** «Министерство труда | 2019-03 | 2024-09», a line each; the end is left out for the present place. */
export function employersFrom(lines: string): Employer[] {
  return lines
    .split(/\r?\n/)
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter(([name]) => name)
    .map(([name, from, to]) => ({ name: name!, organisationId: null, from: monthFrom(from), to: monthFrom(to) }));
}

/** `2024-09`, `09.2024` and `2024` are months; a year alone ends with December, so that it counts for longer. */
function monthFrom(typed: string | undefined): string | null {
  const turned = /^(\d{1,2})\.(\d{4})$/.exec(typed ?? '');
  if (turned) return `${turned[2]}-${turned[1]!.padStart(2, '0')}`;
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(typed ?? '')) return typed!;
  return /^\d{4}$/.test(typed ?? '') ? `${typed}-12` : null;
}

export const employerLines = (employers: readonly Employer[]): string =>
  employers.map(({ name, from, to }) => [name, from ?? '', to ?? ''].join(' | ').replace(/( \| )+$/, '')).join('\n');

/** What an expert says of himself or herself, for all years. */
@Controller('judging/profile')
export class ProfilePages {
  constructor(
    private readonly profiles: ExpertProfilesService,
    private readonly reader: ExpertsReader,
  ) {}

  @Get()
  show(@Req() request: FastifyRequest): Promise<View> {
    return this.page(request, null);
  }

  @Post()
  write(@Req() request: FastifyRequest) {
    return takeForm(request, profileForm, {
      act: (input, actor) => this.profiles.write(actor, input),
      after: () => done('/judging/profile', 'judging:profile.saved'),
      again: (form) => this.page(request, form),
    });
  }

  private async page(request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const t = translator(request.locale);
    const { userId } = signedIn(request);
    const profile = await this.profiles.find(userId);
    const history = await this.profiles.history(userId);
    const values = {
      spheres: profile?.spheres.join(', ') ?? '',
      languages: profile?.languages.join(', ') ?? '',
      regionCode: profile?.regionCode ?? '',
      employers: employerLines(profile?.employers ?? []),
      capacity: String(profile?.capacity ?? 30),
      about: profile?.about ?? '',
      version: String(profile?.version ?? 0),
      ...form?.values,
    };
    return view('pages/judging/experts/profile', {
      values,
      errors: Object.fromEntries(
        (form?.problems ?? []).map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]),
      ),
      refusal: form?.refusal
        ? problemOf(form.refusal, { locale: request.locale, timeZone: request.timeZone, requestId: request.id })
        : null,
      regions: await this.reader.regionOptions(request.locale),
      known: await this.reader.knownSpheres(),
      history: history.map(({ year, title, assigned, submitted }) => ({
        year,
        title,
        progress: t('judging:mine.progress', { done: submitted, total: assigned }),
      })),
    });
  }
}
