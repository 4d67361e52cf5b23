import {
  extension,
  intakeFor,
  intakeWithin,
  mustNotMoveClose,
  outlived,
  overlapping,
  reaches,
  takeBackExtension,
  type Extension,
} from '../../../src/domain/cycles/extension.js';
import type { StageWindow } from '../../../src/domain/cycles/stage.js';
import type { Refusal } from '../../../src/domain/kernel/refusal.js';
import { refusalOf as refused } from '../../support/refusal-of.js';

const refusalOf = (deed: () => unknown) => refused(deed) as Refusal;
const at = (text: string) => new Date(text);
/** The intake of 2018 was moved from 18 to 30 June. */
const intake: StageWindow = {
  kind: 'intake',
  opensAt: at('2018-05-01T00:00:00Z'),
  closesAt: at('2018-06-18T21:00:00Z'),
};
const nobody = { nominationId: null, organisationId: null, submissionId: null };
const place = { nominationId: 'sb', organisationId: 'ufa', submissionId: 'one' };
let serial = 0;
const given = (values: Partial<Extension>): Extension => ({
  ...nobody,
  id: String((serial += 1)),
  closesFrom: intake.closesAt,
  closesAt: at('2018-06-30T21:00:00Z'),
  recordedAt: at('2018-06-15T09:00:00Z'),
  ...values,
});
const closeOf = (extensions: Extension[], where = place) =>
  intakeFor(intake, extensions, where)!.closesAt.toISOString();

describe('whom an extension reaches', () => {
  test.each<[string, Partial<Extension>, boolean]>([
    ['everybody', {}, true],
    ['its nomination', { nominationId: 'sb' }, true],
    ['another nomination', { nominationId: 'gs' }, false],
    ['its organisation', { organisationId: 'ufa' }, true],
    ['another organisation', { organisationId: 'tver' }, false],
    ['the entry', { submissionId: 'one' }, true],
    ['another entry', { submissionId: 'two' }, false],
  ])('%s', (_whom, reach, is) => expect(reaches(given(reach), place)).toBe(is));

  it('of what has not begun, only what is for everybody, its nomination or its organisation', () => {
    const begins = { nominationId: 'sb', organisationId: 'ufa' };
    expect(
      [{}, { nominationId: 'sb' }, { organisationId: 'ufa' }, { submissionId: 'one' }].map((reach) =>
        reaches(given(reach), begins),
      ),
    ).toEqual([true, true, true, false]);
    expect(reaches(given({ organisationId: 'ufa' }), { nominationId: 'sb' })).toBe(false);
  });
});

describe('the close of an entry', () => {
  test.each<[string, Extension[], string]>([
    ['without extensions is that of the stage', [], '2018-06-18T21:00:00.000Z'],
    ['is the extended one', [given({})], '2018-06-30T21:00:00.000Z'],
    ['is not moved by what reaches others', [given({ nominationId: 'gs' })], '2018-06-18T21:00:00.000Z'],
    [
      'is the latest of those that reach it, in whatever order they stand',
      [
        given({ submissionId: 'one', closesAt: at('2018-07-02T21:00:00Z') }),
        given({}),
        given({ nominationId: 'gs', closesAt: at('2018-08-01T00:00:00Z') }),
      ],
      '2018-07-02T21:00:00.000Z',
    ],
    [
      'is never earlier than that of the stage',
      [given({ submissionId: 'one', closesAt: at('2018-06-10T00:00:00Z') })],
      '2018-06-18T21:00:00.000Z',
    ],
  ])('%s', (_what, extensions, close) => expect(closeOf(extensions)).toBe(close));

  it('of those whom a reach names leaves out what is for others', () => {
    const extensions = [
      given({ nominationId: 'sb' }),
      given({ submissionId: 'one', closesAt: at('2018-07-02T21:00:00Z') }),
    ];
    expect(intakeWithin(intake, extensions, { ...nobody, nominationId: 'sb' }).closesAt).toEqual(
      at('2018-06-30T21:00:00Z'),
    );
    expect(intakeWithin(intake, extensions, nobody).closesAt).toEqual(intake.closesAt);
  });
});

describe('extending', () => {
  const facts = {
    now: at('2018-06-15T09:00:00Z'),
    opensAt: intake.opensAt,
    closesFrom: intake.closesAt,
    seenFrom: intake.closesAt,
    closesAt: at('2018-06-30T21:00:00Z'),
    reason: ' Обращения 14 регионов ',
    timeZone: 'Europe/Moscow',
  };

  it('is a fact: from when to when, and why', () =>
    expect(extension(facts)).toEqual({
      closesFrom: intake.closesAt,
      closesAt: at('2018-06-30T21:00:00Z'),
      reason: 'Обращения 14 регионов',
      recordedAt: facts.now,
    }));

  it('is done after the close too', () =>
    expect(extension({ ...facts, now: at('2018-06-20T09:00:00Z') }).closesFrom).toEqual(intake.closesAt));

  test.each<[string, Partial<typeof facts>, string]>([
    ['before the intake', { now: at('2018-04-30T23:59:59Z') }, 'intake-ahead'],
    ['of no later close', { closesAt: intake.closesAt }, 'invalid-input'],
    ['of a close that has passed', { now: at('2018-07-20T09:00:00Z') }, 'invalid-input'],
    ['without a reason', { reason: ' ' }, 'reason-required'],
    ['of another close than was seen', { closesFrom: at('2018-06-25T21:00:00Z') }, 'extension-changed'],
  ])('%s is refused', (_what, other, code) =>
    expect(refusalOf(() => extension({ ...facts, ...other })).code).toBe(code),
  );
});

describe('taking back', () => {
  const taken = given({});
  const facts = { now: at('2018-06-16T09:00:00Z'), others: [], submitted: 0, reason: 'Ошибка в дате' };

  it('is a fact too', () =>
    expect(takeBackExtension(taken, facts)).toEqual({ reason: 'Ошибка в дате', withdrawnAt: facts.now }));

  test.each<[string, Partial<Omit<typeof facts, 'others'>> & { others?: Extension[] }, string]>([
    ['under which somebody submitted', { submitted: 2 }, 'extension-used'],
    ['that is over', { now: taken.closesAt }, 'action-not-allowed'],
    [
      'on which a later one stands',
      { others: [given({ closesAt: at('2018-07-05T21:00:00Z') })] },
      'action-not-allowed',
    ],
    ['without a reason', { reason: '' }, 'reason-required'],
  ])('one %s is refused', (_what, other, code) =>
    expect(refusalOf(() => takeBackExtension(taken, { ...facts, ...other })).code).toBe(code),
  );
});

it('the end of an intake that has begun is no date that is edited; that of another stage is', () => {
  const later = at('2018-06-30T21:00:00Z');
  expect(refusalOf(() => mustNotMoveClose(intake, later, { hasBegun: true })).code).toBe('extension-needed');
  expect(() => mustNotMoveClose(intake, later, { hasBegun: false })).not.toThrow();
  expect(() => mustNotMoveClose(intake, intake.closesAt, { hasBegun: true })).not.toThrow();
  expect(() => mustNotMoveClose({ ...intake, kind: 'review' }, later, { hasBegun: true })).not.toThrow();
});

it('stages that begin or end under the moved close are named', () => {
  const stage = (kind: StageWindow['kind'], from: string, to: string): StageWindow => ({
    kind,
    opensAt: at(from),
    closesAt: at(to),
  });
  const stages = [
    intake,
    stage('screening', '2018-05-01T00:00:00Z', '2018-06-25T21:00:00Z'),
    stage('review', '2018-06-26T00:00:00Z', '2018-07-26T00:00:00Z'),
    stage('board', '2018-08-01T00:00:00Z', '2018-09-01T00:00:00Z'),
  ];
  const moved = { closesFrom: intake.closesAt, closesAt: at('2018-06-30T21:00:00Z') };
  expect(overlapping(stages, moved).map(({ kind }) => kind)).toEqual(['review']);
  expect(outlived(stages, moved).map(({ kind }) => kind)).toEqual(['screening']);
});
