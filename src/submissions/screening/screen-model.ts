import type { FastifyRequest } from 'fastify';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import type { FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import { failingItems, failingWords, type CheckMark } from '../../domain/submissions/checklist.js';
import type { ScreeningVerb, SubmissionState } from '../../domain/submissions/submission.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { stateWord } from '../entries/submission-words.js';
import { readSections, wordsIn } from '../writing/entry-form-model.js';
import { fileRows, originModel, refusalModel } from '../writing/entry-model.js';
import type { SubmissionsReader } from '../writing/submissions.reader.js';
import { stripOf } from './screening-model.js';
import { encodeCursor } from '../../platform/http/paging.js';
import { queueModel, type QueueEntry } from './queue-model.js';
import type { QueueAround, ScreeningHelp } from './screening.reader.js';

/** What somebody typed on the page of an entry, and what was wrong with it. */
export interface ScreenTyped {
  reason: string;
  /** The fields that a return is to leave open. */
  open: string[];
  /** Whether what does not fit is taken into the reason. */
  withGrounds: boolean;
  problems: readonly FieldProblem[];
  refusal: Refusal | null;
}

export const nothingTyped: ScreenTyped = { reason: '', open: [], withGrounds: false, problems: [], refusal: null };

interface Screen {
  page: Awaited<ReturnType<SubmissionsReader['screened']>>;
  help: ScreeningHelp;
  around: QueueAround;
  /** What can be done with many entries at once. */
  verbs: ScreeningVerb[];
  typed: ScreenTyped;
  /** An address of the queue, with what it is narrowed to. */
  link: (to: string) => string;
}

const allVerbs: ScreeningVerb[] = ['admit', 'return', 'extend', 'reject'];

/** An entry as whoever screens it sees it: its text, the checklist, the panel, what can be decided, and what is like it. */
export function screenModel(screen: Screen, request: FastifyRequest) {
  const { page, help, around, typed, link } = screen;
  const t = translator(request.locale);
  const { entry } = page;
  const { choice, checked } = help;
  const failing = failingItems(checked.checklist, checked.marks);
  const offered = [typed.reason.trim(), typed.withGrounds ? failingWords(failing) : ''].filter(Boolean).join('\n\n');
  const at = (one: { id: string } | null) => (one ? link(`/${one.id}`) : '');
  return {
    side: cycleSide(request, entry.cycleId, 'screening', { screening: page.counts.submitted ?? 0 }),
    strip: stripOf(page, request),
    backHref: link(''),
    action: link(`/${entry.id}`),
    checkAction: link(`/${entry.id}/checks`),
    nextHref: at(around.next),
    previousHref: at(around.previous),
    left: t('submissions:screening.back'),
    queue: paneModel(screen, request),
    seen: `${entry.state} ${entry.revisions}`,
    may: Object.fromEntries(allVerbs.map((verb) => [verb, choice.verbs.includes(verb)])),
    first: firstVerb(choice.verbs, { failing: failing.length, standing: checked.standing }),
    isForm: choice.verbs.length > 0 || help.sayings.length > 0,
    why: choice.verbs.length === 0 && help.sayings.length === 0 ? t(`submissions:decide.why.${choice.why!}`) : '',
    stagesHref: choice.why === 'closed' ? `/cycles/${entry.cycleId}/stages` : '',
    checklist: checklistModel(screen, request),
    checklistNote: t('submissions:checks.note', {
      seen: checked.checklist.filter(({ id }) => ownMark(screen, id, request) !== 'unseen').length,
      all: checked.checklist.length,
      fails: failing.length,
    }),
    mayMark: help.mayMark,
    grounds: help.mayMark && failing.length > 0,
    admitNeedsReason: failing.length > 0 && choice.verbs.includes('admit'),
    panel: panelModel(screen, request),
    sayings: help.sayings.map((verb) => ({
      verb,
      label: t(`submissions:panel.say.${verb}`),
      isWax: verb === 'reject',
    })),
    alike: help.alike.map((one) => ({
      ...one,
      href: link(`/${one.id}`),
      state: stateWord(one.state as SubmissionState, t).word,
    })),
    changed: help.changed,
    entry: {
      id: entry.id,
      title: entry.title || t('submissions:untitled'),
      number: entry.registerNumber ?? '',
      nomination: entry.nomination.title,
      generated: entry.generated,
      origin: originModel(page.origin, t),
    },
    status: stateWord(entry.state, t),
    sections: readSections(page.form.fields, page.answers, request.locale),
    files: fileRows(page, t),
    values: { reason: offered },
    opened: typed.open.length > 0,
    fields: page.form.fields.map((field) => ({
      id: field.id,
      label: wordsIn(field.label, request.locale),
      checked: typed.open.includes(field.id),
    })),
    errors: Object.fromEntries(typed.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)])),
    refusal: refusalModel(typed.refusal, request),
    term: t('submissions:decide.term', { days: page.revisionWorkingDays }),
    facts: factsModel(page, t),
  };
}

/** The queue beside the entry: the entry has its place in it also where it no longer waits. */
function paneModel({ page, around, verbs, link }: Screen, request: FastifyRequest) {
  const { entry } = page;
  const entries: QueueEntry[] = [...around.before, entry, ...around.after];
  const last = around.hasLater ? around.after.at(-1) : undefined;
  const cursor = last && encodeCursor([last.submittedAt!.toISOString(), last.id]);
  const joined = (to: string) => `${to}${to.includes('?') ? '&' : '?'}cursor=${cursor}`;
  return {
    ...queueModel({ cycleId: entry.cycleId, entries, ...page, verbs, currentId: entry.id, link }, request),
    earlierHref: around.hasEarlier ? link('') : '',
    laterHref: cursor ? joined(link('')) : '',
  };
}

/** The main button follows the state: what the panel says, or not to admit while something does not fit. */
function firstVerb(
  may: readonly ScreeningVerb[],
  { failing, standing }: { failing: number; standing: ScreeningHelp['checked']['standing'] },
): ScreeningVerb | '' {
  if (standing.kind === 'split') return '';
  if (standing.kind === 'agreed' && may.includes(standing.verb)) return standing.verb;
  if (failing > 0 && may.includes('return')) return 'return';
  return failing > 0 ? '' : (may[0] ?? '');
}

function ownMark({ help }: Screen, item: string, request: FastifyRequest): CheckMark {
  const { userId } = signedIn(request);
  return help.checked.marks.find((one) => one.item === item && one.userId === userId)?.mark ?? 'unseen';
}

function checklistModel(screen: Screen, request: FastifyRequest) {
  const t = translator(request.locale);
  const { userId } = signedIn(request);
  const { marks, checklist } = screen.help.checked;
  return checklist.map(({ id, text, ground }) => {
    const own = ownMark(screen, id, request);
    const others = marks.filter((one) => one.item === id && one.userId !== userId && one.mark !== 'unseen');
    const mine = marks.find((one) => one.item === id && one.userId === userId && one.mark !== 'unseen');
    return {
      id,
      text: wordsIn(text, request.locale),
      ground,
      fails: marks.some((one) => one.item === id && one.mark === 'fails'),
      picks: (['fits', 'fails'] as const).map((mark) => ({
        // Pressed once more it is as if nobody had looked.
        value: `${id} ${own === mark ? 'unseen' : mark}`,
        label: t(`submissions:checks.${mark}`),
        pressed: own === mark,
        isFails: mark === 'fails',
      })),
      said: [mine, ...others].flatMap((one) =>
        one
          ? t('submissions:checks.said', {
              name: one.name,
              mark: one.mark,
              at: formatInstant(one.markedAt, {
                locale: request.locale,
                timeZone: request.timeZone,
                now: screen.page.now,
              }),
            })
          : [],
      ),
    };
  });
}

function panelModel({ page, help: { checked, sayings } }: Screen, request: FastifyRequest) {
  const { standing, checkers, given, opinions } = checked;
  if (standing.kind === 'alone' || page.entry.revisionId === null) return null;
  const t = translator(request.locale);
  const format = { locale: request.locale, timeZone: request.timeZone, now: page.now };
  const lead = {
    waits: () => t('submissions:panel.waits', { given, needed: checkers }),
    agreed: () => t(`submissions:panel.agreed.${standing.kind === 'agreed' ? standing.verb : 'admit'}`),
    split: () => t('submissions:panel.split'),
  }[standing.kind]();
  return {
    lead,
    hint:
      standing.kind !== 'waits'
        ? ''
        : t(sayings.length > 0 ? 'submissions:panel.first' : 'submissions:panel.others', { left: checkers - given }),
    opinions: opinions.map(({ name, verb, reason, givenAt }) => ({
      name,
      word: t(`submissions:panel.word.${verb}`),
      reason,
      at: formatInstant(givenAt, format),
    })),
  };
}

const factsModel = ({ entry, region, organisation }: Screen['page'], t: Translator) => [
  { term: t('submissions:column.region'), value: region.nameRu },
  { term: t('submissions:column.organisation'), value: organisation },
  ...(entry.enteredById ? [{ term: t('behalf:term'), value: t('behalf:mark', { organisation }) }] : []),
  { term: t('submissions:receipt.revision'), value: String(entry.revisions) },
  ...(entry.reason ? [{ term: t('submissions:column.reason'), value: entry.reason }] : []),
];
