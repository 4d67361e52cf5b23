import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contentHash } from '../../../src/domain/kernel/canonical.js';
import type { ProductionCalendar } from '../../../src/domain/cycles/production-calendar.js';
import type { StageWindow } from '../../../src/domain/cycles/stage.js';
import { Refusal, type RefusalDetail } from '../../../src/domain/kernel/refusal.js';
import { revisionContent } from '../../../src/domain/submissions/submission-revision.js';
import { registerNumber } from '../../../src/domain/submissions/register-number.js';
import {
  admit,
  isEditable,
  isReturnLapsed,
  mustBeEditable,
  reject,
  extendReturn,
  returnForRevision,
  screeningChoice,
  type Submission,
  standDown,
  submissionWorkflow,
  submit,
  type SubmitFacts,
  withdraw,
} from '../../../src/domain/submissions/submission.js';
import { reachableStates } from '../../../src/domain/kernel/workflow.js';

const calendar = JSON.parse(readFileSync('data/production-calendar.json', 'utf8')) as ProductionCalendar;
const timeZone = 'Europe/Moscow';
const at = (local: string) => new Date(`${local}+03:00`);
const window = { opensAt: at('2019-07-15T00:00:00'), closesAt: at('2019-09-01T00:00:00') };
const intake = { kind: 'intake' as const, ...window };
const screening = { kind: 'screening' as const, ...window, closesAt: at('2019-09-08T00:00:00') };

const draft: Submission = {
  id: 'e1',
  state: 'draft',
  registerNumber: null,
  revisions: 0,
  submittedAt: null,
  firstSubmittedAt: null,
  screenedAt: null,
  screenedById: null,
  reason: '',
  dueAt: null,
  openFields: null,
  withdrawnAt: null,
};
const facts: SubmitFacts = {
  now: at('2019-08-01T12:00:00'),
  timeZone,
  intake,
  quota: 3,
  inPlay: 2,
  organisationKind: 'executive',
  allowedKinds: [],
  problems: [],
  registerNumber: 'СБ-2019-0188',
};
const screener = { now: at('2019-08-28T12:00:00'), timeZone, screening, screenedById: 'u1' };
const returning = { ...screener, intake, workingDays: 5, calendar, reason: 'Нет приложений', fields: [], open: [] };
const submitted = { ...draft, ...submit(draft, facts).changes };
const returned = { ...submitted, ...returnForRevision(submitted, returning).changes };

function refusalOf(act: () => unknown): RefusalDetail | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  return undefined;
}

describe('submitting an entry', () => {
  it('gives it a number, a revision and a time', () => {
    expect(submitted).toMatchObject({
      state: 'submitted',
      registerNumber: 'СБ-2019-0188',
      revisions: 1,
      submittedAt: facts.now,
    });
  });

  it('again keeps the number and the first time, and makes a new revision', () => {
    const later = at('2019-08-20T10:00:00');
    expect(submit(submitted, { ...facts, now: later, registerNumber: 'СБ-2019-0999' }).changes).toMatchObject({
      registerNumber: 'СБ-2019-0188',
      revisions: 2,
      firstSubmittedAt: facts.now,
      submittedAt: later,
    });
  });

  // docs/rules.md §1: sent at 31 August 23:59:59 Moscow time is in time, at 1 September 00:00:00 is late.
  it('is possible until the last second of the intake and not after it', () => {
    expect(refusalOf(() => submit(draft, { ...facts, now: at('2019-08-31T23:59:59.999') }))).toBeUndefined();
    expect(refusalOf(() => submit(draft, { ...facts, now: at('2019-09-01T00:00:00') }))).toMatchObject({
      code: 'stage-closed',
      stage: 'intake',
    });
    expect(refusalOf(() => submit(draft, { ...facts, now: at('2019-07-14T23:59:59') }))?.code).toBe('stage-closed');
    expect(refusalOf(() => submit(draft, { ...facts, intake: null }))?.code).toBe('stage-closed');
  });

  // docs/rules.md §4.2, source A: in 2016 a region could enter three practices in a nomination; the fourth is refused.
  it('is refused for the fourth of a region where three are allowed', () => {
    expect(refusalOf(() => submit(draft, { ...facts, inPlay: 3 }))).toEqual({
      code: 'quota-reached',
      quota: 3,
      inPlay: 3,
    });
    expect(refusalOf(() => submit(draft, { ...facts, inPlay: 30, quota: null }))).toBeUndefined();
  });

  it('is refused for a kind that may not enter, and for missing answers', () => {
    expect(refusalOf(() => submit(draft, { ...facts, allowedKinds: ['ngo'] }))).toEqual({
      code: 'kind-not-allowed',
      kind: 'executive',
      allowed: ['ngo'],
    });
    const problems = [{ pointer: '/title', rule: 'required' }];
    expect(refusalOf(() => submit(draft, { ...facts, problems }))).toEqual({ code: 'entry-incomplete', problems });
  });
});

describe('what a verb tells', () => {
  it.each([
    ['submit', submit(draft, facts), { type: 'submission.submitted', submissionId: 'e1', revision: 1 }],
    ['return', returnForRevision(submitted, returning), { type: 'submission.returned', submissionId: 'e1' }],
    ['admit', admit(submitted, screener), { type: 'submission.admitted', submissionId: 'e1' }],
    ['reject', reject(submitted, { ...screener, reason: 'x' }), { type: 'submission.rejected', submissionId: 'e1' }],
    [
      'withdraw',
      withdraw(submitted, { ...screener, intake, reason: '' }),
      { type: 'submission.withdrawn', submissionId: 'e1' },
    ],
  ])('is one piece of news: %s', (_verb, { events }, event) => expect(events).toEqual([event]));

  it('leaves no reason of an earlier verb: a returned entry that is submitted again, or admitted, has none', () => {
    const spoken = { ...submitted, reason: 'Нет приложений' };
    expect(submit(returned, { ...facts, now: at('2019-08-29T12:00:00') }).changes).toMatchObject({
      reason: '',
      dueAt: null,
    });
    expect(admit(spoken, screener).changes).toMatchObject({ reason: '', dueAt: null });
    expect(withdraw(spoken, { ...screener, intake, reason: ' Передумали ' }).changes.reason).toBe('Передумали');
  });
});

describe('the time to write in', () => {
  const now = at('2019-08-08T12:00:00');
  const back = { ...returned, dueAt: at('2019-08-09T00:00:00') };
  const cut = { ...intake, closesAt: at('2019-08-05T00:00:00') };
  const stage = { code: 'stage-closed', stage: 'intake' };
  it.each<[string, Submission, typeof intake | null, object | undefined]>([
    ['a draft', draft, intake, undefined],
    ['a submitted entry', submitted, intake, undefined],
    ['a returned one in its term', back, intake, undefined],
    ['a returned one whose term is over', { ...back, dueAt: at('2019-08-08T12:00:00') }, intake, stage],
    ['a returned one without a term', { ...back, dueAt: null }, intake, undefined],
    ['a returned one where the intake was made shorter than its term', back, cut, stage],
    [
      'a submitted one that still knows an earlier term',
      { ...back, state: 'submitted', dueAt: cut.closesAt },
      intake,
      undefined,
    ],
    ['a draft without an intake', draft, null, stage],
    ['a returned one without an intake', back, null, stage],
    [
      'an admitted one',
      { ...submitted, state: 'admitted' },
      intake,
      { code: 'action-not-allowed', action: 'save', state: 'admitted' },
    ],
    [
      'a withdrawn one after the close',
      { ...submitted, state: 'withdrawn' },
      cut,
      { code: 'action-not-allowed', action: 'save', state: 'withdrawn' },
    ],
  ])('of %s', (_which, entry, window, refusal) => {
    expect(isEditable(entry, window, now)).toBe(refusal === undefined);
    const told = refusalOf(() => mustBeEditable(entry, { action: 'save', intake: window, now, timeZone }));
    if (refusal) expect(told).toMatchObject(refusal);
    else expect(told).toBeUndefined();
  });

  it.each<[string, Partial<Submission>, boolean]>([
    ['before its end', { dueAt: at('2019-08-08T12:00:01') }, false],
    ['at its end', { dueAt: now }, true],
    ['where none was given', { dueAt: null }, false],
    ['of an entry that was submitted again', { state: 'submitted', dueAt: now }, false],
  ])('has lapsed for a returned entry: %s', (_when, facts, isLapsed) =>
    expect(isReturnLapsed({ ...back, ...facts }, now)).toBe(isLapsed),
  );
});

describe('screening an entry', () => {
  // docs/rules.md §5
  it('returns it for five working days, but not past the end of the intake', () => {
    expect(returned).toMatchObject({ state: 'returned', dueAt: intake.closesAt, screenedById: 'u1' });
    const early = { ...returning, now: at('2019-08-01T12:00:00') };
    expect(returnForRevision(submitted, early).changes.dueAt).toEqual(at('2019-08-09T00:00:00'));
  });

  it('lets a returned entry in again only within its term', () => {
    const back = { ...returned, dueAt: at('2019-08-09T00:00:00') };
    expect(refusalOf(() => submit(back, { ...facts, now: at('2019-08-08T23:59:59') }))).toBeUndefined();
    expect(refusalOf(() => submit(back, { ...facts, now: at('2019-08-09T00:00:00') }))?.code).toBe('stage-closed');
    expect(isReturnLapsed(back, at('2019-08-09T00:00:00'))).toBe(true);
    expect(isEditable(back, intake, at('2019-08-08T00:00:00'))).toBe(true);
    expect(isEditable(back, intake, at('2019-08-10T00:00:00'))).toBe(false);
  });

  it('returns nothing once the intake is closed, but still admits and rejects', () => {
    const late = { ...returning, now: at('2019-09-02T12:00:00') };
    expect(refusalOf(() => returnForRevision(submitted, late))).toMatchObject({
      code: 'stage-closed',
      stage: 'intake',
    });
    expect(admit(submitted, late).changes.state).toBe('admitted');
    expect(reject(submitted, late).changes).toMatchObject({ state: 'rejected', reason: 'Нет приложений' });
  });

  it('needs a reason to return and to reject, and an open screening for anything', () => {
    expect(refusalOf(() => returnForRevision(submitted, { ...returning, reason: ' ' }))?.code).toBe('reason-required');
    expect(refusalOf(() => reject(submitted, { ...screener, reason: '' }))?.code).toBe('reason-required');
    expect(refusalOf(() => admit(submitted, { ...screener, screening: null }))).toMatchObject({
      code: 'stage-closed',
      stage: 'screening',
    });
  });
});

describe('withdrawing an entry', () => {
  const facts = { now: at('2019-08-31T12:00:00'), timeZone, intake, reason: '' };

  it('is the entrant’s right until the intake closes; a draft may go at any time', () => {
    expect(withdraw(submitted, facts).changes).toMatchObject({ state: 'withdrawn', withdrawnAt: facts.now });
    expect(refusalOf(() => withdraw(submitted, { ...facts, now: intake.closesAt }))).toMatchObject({
      code: 'stage-closed',
      stage: 'intake',
    });
    expect(refusalOf(() => withdraw(draft, { ...facts, now: intake.closesAt }))).toBeUndefined();
  });
});

describe('standing down', () => {
  const admitted = { ...submitted, state: 'admitted' as const };

  it('is recorded of an entry that was chosen, with the reason', () => {
    const { changes, events } = standDown(admitted, {
      now: screener.now,
      reason: ' Не сможем участвовать ',
      isChosen: true,
    });
    expect(changes).toEqual({ state: 'withdrawn', withdrawnAt: screener.now, reason: 'Не сможем участвовать' });
    expect(events).toEqual([]);
  });

  it.each([
    [{ code: 'action-not-allowed', action: 'standDown', state: 'admitted' }, 'x', false],
    [{ code: 'reason-required' }, ' ', true],
  ])('is refused with %j', (detail, reason, isChosen) => {
    expect(refusalOf(() => standDown(admitted, { now: screener.now, reason, isChosen }))).toMatchObject(detail);
  });
});

describe('the life of an entry', () => {
  it('reaches every state and ends in two', () => {
    const states = reachableStates(submissionWorkflow);
    expect([...states].sort()).toEqual(['admitted', 'draft', 'rejected', 'returned', 'submitted', 'withdrawn']);
    const left = Object.values(submissionWorkflow.actions).flatMap((action): string[] => [...action.from]);
    expect(states.filter((state) => !left.includes(state)).sort()).toEqual(['rejected', 'withdrawn']);
  });

  it.each([
    ['submit', (entry: Submission) => submit(entry, facts)],
    ['return', (entry: Submission) => returnForRevision(entry, returning)],
    ['extend', (entry: Submission) => extendReturn(entry, returning)],
    ['admit', (entry: Submission) => admit(entry, screener)],
    ['reject', (entry: Submission) => reject(entry, { ...screener, reason: 'x' })],
    ['withdraw', (entry: Submission) => withdraw(entry, { ...screener, intake, reason: '' })],
    ['standDown', (entry: Submission) => standDown(entry, { ...screener, reason: 'x', isChosen: true })],
  ] as const)('refuses to %s from every other state', (verb, act) => {
    for (const state of reachableStates(submissionWorkflow)) {
      const allowed = (submissionWorkflow.actions[verb].from as readonly string[]).includes(state);
      // A returned entry is its people's until its term.
      const dueAt = state === 'returned' && verb !== 'submit' ? screener.now : null;
      const code = refusalOf(() => act({ ...submitted, state, dueAt }))?.code;
      expect([state, code]).toEqual([state, allowed ? undefined : 'action-not-allowed']);
    }
  });
});

describe('what whoever screens can do', () => {
  const at = (offset: number) => new Date(screener.now.getTime() + offset);
  const open = (kind: 'intake' | 'screening') => ({ kind, opensAt: at(-1000), closesAt: at(1000) });
  const over = (kind: 'intake' | 'screening') => ({ kind, opensAt: at(-1000), closesAt: at(0) });
  const ahead = { kind: 'screening' as const, opensAt: at(1), closesAt: at(1000) };
  const [all, some] = [
    ['admit', 'return', 'reject'],
    ['admit', 'reject'],
  ];

  it.each<[string, Partial<Submission>, StageWindow, StageWindow, string[], string | null]>([
    ['about what was submitted', { state: 'submitted' }, open('screening'), open('intake'), all, null],
    [
      'after the intake, when nothing is returned',
      { state: 'submitted' },
      open('screening'),
      over('intake'),
      some,
      null,
    ],
    ['before the screening', { state: 'submitted' }, ahead, open('intake'), [], 'ahead'],
    ['after it', { state: 'submitted' }, over('screening'), over('intake'), [], 'closed'],
    ['while the term runs', { state: 'returned', dueAt: at(1) }, open('screening'), open('intake'), [], 'with-entrant'],
    [
      'once the term passed',
      { state: 'returned', dueAt: at(0) },
      open('screening'),
      open('intake'),
      ['admit', 'extend', 'reject'],
      null,
    ],
    [
      'when the term and the intake are over',
      { state: 'returned', dueAt: at(0) },
      open('screening'),
      over('intake'),
      some,
      null,
    ],
    ['about what is admitted', { state: 'admitted' }, open('screening'), open('intake'), [], 'admitted'],
    ['about what is rejected', { state: 'rejected' }, open('screening'), open('intake'), [], 'rejected'],
    ['about what is withdrawn', { state: 'withdrawn' }, open('screening'), open('intake'), [], 'withdrawn'],
    ['about a draft', { state: 'draft' }, open('screening'), open('intake'), [], 'draft'],
  ])('%s', (_when, entry, screening, intake, verbs, why) => {
    const asked = { ...submitted, dueAt: null, ...entry };
    expect(screeningChoice(asked, { screening, intake, now: screener.now })).toEqual({ verbs, why });
  });

  it('is what is not refused, in every state and at every instant', () => {
    const acts = {
      admit: (entry: Submission, screening: StageWindow) => admit(entry, { ...screener, screening }),
      return: (entry: Submission, screening: StageWindow, intake: StageWindow) =>
        returnForRevision(entry, { ...returning, screening, intake }),
      extend: (entry: Submission, screening: StageWindow, intake: StageWindow) =>
        extendReturn(entry, { ...returning, screening, intake }),
      reject: (entry: Submission, screening: StageWindow) => reject(entry, { ...screener, screening, reason: 'x' }),
    };
    for (const state of reachableStates(submissionWorkflow))
      for (const dueAt of [at(0), at(500)])
        for (const screening of [open('screening'), over('screening'), ahead])
          for (const intake of [open('intake'), over('intake')])
            for (const [verb, act] of Object.entries(acts)) {
              const entry = { ...submitted, state, dueAt: state === 'returned' ? dueAt : null };
              const { verbs } = screeningChoice(entry, { screening, intake, now: screener.now });
              const isRefused = refusalOf(() => act(entry, screening, intake)) !== undefined;
              expect([state, verb, verbs.includes(verb as never)]).toEqual([state, verb, !isRefused]);
            }
  });
});

describe('a revision', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const file = (name: string) => ({ field: 'files', name, type: 'application/pdf', bytes: 1, sha256: 'aa' });
  const revision = {
    contentForm: 1,
    submissionId: 'e1',
    number: 1,
    title: 'Автобус стартапов',
    formVersionId: 'f1',
    answers: { title: 'Автобус стартапов', agreed: true },
    organisation: { id: 'o1', name: 'Комитет', kind: 'executive' },
    files: [file('b.pdf'), file('a.pdf')],
    submittedAt: new Date('2019-08-01T09:00:00Z'),
  };

  it('of before has one hash whatever the order of keys and files, and another for another answer', () => {
    const hash = contentHash(revisionContent(revision), sha256);
    const reordered = {
      ...revision,
      answers: { agreed: true, title: 'Автобус стартапов' },
      files: [file('a.pdf'), file('b.pdf')],
    };
    expect(contentHash(revisionContent(reordered), sha256)).toBe(hash);
    expect(contentHash(revisionContent({ ...revision, answers: { agreed: false } }), sha256)).not.toBe(hash);
  });

  it('has a register number of letters, year and four digits', () => {
    expect(registerNumber({ nominationCode: 'СБ', year: 2019, sequence: 188 })).toBe('СБ-2019-0188');
    expect(registerNumber({ nominationCode: 'СБ', year: 2019, sequence: 12345 })).toBe('СБ-2019-12345');
  });
});
