import type { FastifyRequest } from 'fastify';
import { cycleSide } from '../cycles/stages/cycle-navigation.js';
import { cycleStrip } from '../cycles/stages/cycle-strip.js';
import type { Refusal } from '../domain/kernel/refusal.js';
import type { ScreeningVerb } from '../domain/submissions/submission.js';
import { problemOf } from '../platform/http/problems/problem.js';
import { formatDeadline } from '../platform/web/format.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import type { Submission } from '../submissions/entries/submission.entity.js';
import { stateWord } from '../submissions/entries/submission-words.js';
import type { ChosenEntriesReader, Foreseen } from './chosen-entries.reader.js';

type Frame = Awaited<ReturnType<ChosenEntriesReader['frame']>>;

/** What became of a chosen entry. */
export interface Outcome {
  entry: Submission;
  refusal: Refusal | null;
}

interface Asked {
  frame: Frame;
  verb: ScreeningVerb;
  reason: string;
  foreseen: readonly Foreseen[];
  /** Whether something else was confirmed than had been shown. */
  isChanged: boolean;
  shown: string;
}

/** What will become of each entry, which cannot be decided and why, and the letters that will go. */
export function askModel({ frame, verb, reason, foreseen, isChanged, shown }: Asked, request: FastifyRequest) {
  const t = translator(request.locale);
  const able = foreseen.filter(({ will }) => will);
  const ready = able.filter(({ will }) => !will!.needsReason);
  const needsReason = verb !== 'admit' || ready.length < able.length || reason.trim() !== '';
  const letters = able.flatMap(({ will }) => will!.letter ?? []);
  const people = new Set(letters.flatMap(({ recipients }) => recipients.map(({ email }) => email)));
  return {
    ...frameModel(frame, request),
    title: t(`submissions:chosen.${verb}`, { n: foreseen.length }),
    lead: t('submissions:chosen.lead', { able: able.length, n: foreseen.length }),
    verb,
    shown,
    isChanged,
    none: foreseen.length === 0,
    needsReason,
    form: { values: { reason }, errors: {} },
    letters:
      ready.length < able.length ? '' : t('submissions:chosen.letters', { n: letters.length, people: people.size }),
    willTitle: t(ready.length < able.length ? 'submissions:chosen.willWith' : 'submissions:chosen.willBe', {
      n: able.length,
    }),
    // What still lacks its reason is not confirmed.
    confirm:
      able.length > 0 && ready.length === able.length
        ? t(`submissions:chosen.confirm.${verb}`, { n: able.length })
        : '',
    isWax: verb === 'reject',
    entries: foreseen.map(({ id, seen }) => `${id} ${seen.state} ${seen.revision}`),
    will: able.map(({ entry, will }) => ({
      ...nameOf(entry, t),
      what: t(`submissions:chosen.will.${verb}`, {
        due: will!.dueAt
          ? formatDeadline(will!.dueAt, {
              locale: request.locale,
              timeZone: request.timeZone,
              now: frame.now,
              closesIn: frame.cycle.timeZone,
            })
          : '',
      }),
      noLetter: t(will!.needsReason ? 'submissions:chosen.letterLater' : 'submissions:chosen.noLetter'),
      letter: will!.letter && {
        to: will!.letter.recipients.map(({ name, email }) => `${name} <${email}>`).join(', '),
        subject: will!.letter.subject,
        text: will!.letter.text,
      },
    })),
    cannot: foreseen.flatMap(({ entry, cannot }) =>
      cannot ? [{ ...nameOf(entry, t), ...whyOf(cannot, request) }] : [],
    ),
  };
}

/** What was done, and what was not because it had changed between the two pages. */
export function doneModel(
  { frame, outcomes, verb }: { frame: Frame; outcomes: readonly Outcome[]; verb: ScreeningVerb },
  request: FastifyRequest,
) {
  const t = translator(request.locale);
  const done = outcomes.filter(({ refusal }) => refusal === null);
  const left = outcomes.flatMap(({ entry, refusal }) =>
    refusal ? [{ ...nameOf(entry, t), ...whyOf(refusal, request) }] : [],
  );
  return {
    ...frameModel(frame, request),
    title: t(`submissions:chosen.done.${verb}`, { n: done.length }),
    lead: left.length > 0 ? t('submissions:chosen.left', { n: left.length }) : t('submissions:chosen.all'),
    done: done.map(({ entry }) => nameOf(entry, t)),
    left,
  };
}

const frameModel = ({ cycle, stages, now }: Frame, request: FastifyRequest) => ({
  side: cycleSide(request, cycle.id, 'screening'),
  strip: cycleStrip(cycle, stages, { now, locale: request.locale, timeZone: request.timeZone }),
  backHref: `/cycles/${cycle.id}/screening`,
  action: `/cycles/${cycle.id}/screening-chosen`,
});

const nameOf = (entry: Submission, t: Translator) => ({
  href: `/cycles/${entry.cycleId}/screening/${entry.id}`,
  number: entry.registerNumber ?? '',
  title: entry.title || t('submissions:untitled'),
  organisation: entry.organisation.name,
  status: stateWord(entry.state, t),
});

function whyOf(refusal: Refusal, request: FastifyRequest) {
  const { title, detail } = problemOf(refusal, {
    locale: request.locale,
    timeZone: request.timeZone,
    requestId: request.id,
  });
  return { why: title, detail };
}
