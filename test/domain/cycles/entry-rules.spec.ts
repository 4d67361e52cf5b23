import {
  beginningBar,
  entryRulesFrom,
  entryVerdicts,
  mustFit,
  mustGetIn,
  type EntryQuestion,
} from '../../../src/domain/cycles/entry-rules.js';
import { refusalOf } from '../../support/refusal-of.js';

const question = (id: string, stops: EntryQuestion['stops']): EntryQuestion => ({
  id,
  text: { ru: id },
  ground: '',
  stops,
  why: { ru: '' },
});
const questions = [question('works', 'no'), question('won', 'yes'), question('may', null)];

describe('the questions before anything else', () => {
  it.each([
    [{}, ['open', 'open', 'open'], { code: 'does-not-fit', open: 3, stopping: 0 }],
    [{ works: 'yes', won: 'no', may: 'no' }, ['fits', 'fits', 'fits'], undefined],
    [{ works: 'unknown', won: 'unknown', may: 'unknown' }, ['fits', 'fits', 'fits'], undefined],
    [{ works: 'no', won: 'no', may: 'yes' }, ['stops', 'fits', 'fits'], { code: 'does-not-fit', open: 0, stopping: 1 }],
    [{ works: 'no', won: 'yes' }, ['stops', 'stops', 'open'], { code: 'does-not-fit', open: 1, stopping: 2 }],
  ] as const)('%j: %j', (answers, verdicts, refused) => {
    expect(entryVerdicts(questions, answers)).toEqual(verdicts);
    expect(refusalOf(() => mustFit(questions, answers))).toEqual(refused);
  });
});

describe('the way in', () => {
  it.each([
    [{}, '', { code: 'by-invitation' }],
    [{ way: 'open' as const }, '', undefined],
    [{ way: 'code' as const, code: 'Лавр-27' }, ' лавр-27 ', undefined],
    [{ way: 'code' as const, code: 'Лавр-27' }, 'лавр', { code: 'code-wrong' }],
    [{ way: 'code' as const, code: '' }, '', { code: 'code-wrong' }],
  ])('%j with %j', (stored, typed, refused) => {
    expect(refusalOf(() => mustGetIn(entryRulesFrom(stored), typed))).toEqual(refused);
  });
});

describe('what bars a beginning', () => {
  const places = { nominationId: 'n', quota: 3, inPlay: 2, allowedKinds: ['executive' as const] };
  it.each([
    [places, { isOpen: true, kind: 'executive' as const }, null],
    [places, { isOpen: true, kind: null }, null],
    [places, { isOpen: false, kind: 'executive' as const }, 'closed'],
    [places, { isOpen: true, kind: 'ngo' as const }, 'kind'],
    [{ ...places, inPlay: 3 }, { isOpen: true, kind: 'executive' as const }, 'full'],
    [{ ...places, inPlay: 3, quota: null }, { isOpen: true, kind: 'executive' as const }, null],
    [{ ...places, allowedKinds: [] }, { isOpen: true, kind: 'ngo' as const }, null],
  ])('%j, %j: %j', (facts, now, bar) => {
    expect(beginningBar(facts, now)).toBe(bar);
  });
});
