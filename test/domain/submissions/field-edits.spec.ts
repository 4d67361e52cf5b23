import type { Answers } from '../../../src/domain/cycles/form.js';
import { fieldEdits, type FieldStamp, type PastValue } from '../../../src/domain/submissions/field-edits.js';

const at = new Date('2026-11-30T10:00:00Z');
const stamp = (field: string, version: number, savedById = 'other', savedWindow = 'w2'): FieldStamp => ({
  field,
  version,
  savedById,
  savedWindow,
  savedAt: at,
});

interface Case {
  kept: Answers;
  sent: Answers;
  since?: number;
  stamps?: FieldStamp[];
  past?: PastValue[];
}

const edits = ({ kept, sent, since = 5, stamps = [], past = [] }: Case) =>
  fieldEdits(kept, { answers: sent, since: () => since, userId: 'me', window: 'w1' }, { stamps, past });

const two = 'Первое. Второе.';

describe('fields that are sent', () => {
  it.each<[string, Case, { changes: Answers; merged?: string[]; clashes?: string[] }]>([
    ['are kept where nobody saved them', { kept: {}, sent: { a: 'x' } }, { changes: { a: 'x' } }],
    [
      'are kept whatever others saved in other fields',
      { kept: { b: 'y' }, sent: { a: 'x' }, stamps: [stamp('b', 9)] },
      { changes: { a: 'x' } },
    ],
    [
      'are kept over what the sender had seen',
      { kept: { a: 'old' }, sent: { a: 'x' }, stamps: [stamp('a', 5)] },
      { changes: { a: 'x' } },
    ],
    [
      'and say the same as what is kept change nothing',
      { kept: { a: 'x' }, sent: { a: 'x' }, stamps: [stamp('a', 9)] },
      { changes: {} },
    ],
    ['and are as empty as before change nothing', { kept: {}, sent: { a: '', b: [] } }, { changes: {} }],
    [
      'and were not changed by the sender stay as others made them',
      {
        kept: { a: 'new' },
        sent: { a: 'old' },
        stamps: [stamp('a', 9)],
        past: [{ field: 'a', version: 4, value: 'old' }],
      },
      { changes: {} },
    ],
    [
      'are put together where the two touched different places',
      {
        kept: { a: 'Первое. Другое.' },
        sent: { a: 'Иное. Второе.' },
        stamps: [stamp('a', 9)],
        past: [{ field: 'a', version: 0, value: two }],
      },
      { changes: { a: 'Иное. Другое.' }, merged: ['a'] },
    ],
    [
      'clash where they touched the same',
      {
        kept: { a: 'theirs' },
        sent: { a: 'mine', b: 'kept apart' },
        stamps: [stamp('a', 9)],
        past: [{ field: 'a', version: 4, value: 'old' }],
      },
      { changes: { b: 'kept apart' }, clashes: ['a'] },
    ],
    [
      'clash where nobody knows any more what the sender began from',
      {
        kept: { a: 'theirs' },
        sent: { a: 'mine' },
        stamps: [stamp('a', 9)],
        past: [{ field: 'a', version: 7, value: 'old' }],
      },
      { changes: {}, clashes: ['a'] },
    ],
    [
      'do not clash with what the same window saved since, when it is an addition of the other kind',
      { kept: { a: ['1', '2'] }, sent: { a: ['1', '3'] }, since: 9, stamps: [stamp('a', 9, 'me', 'w1')] },
      { changes: { a: ['1', '3'] } },
    ],
  ])('%s', (_what, given, { changes, merged = [], clashes = [] }) => {
    const found = edits(given);
    expect([found.changes, found.merged, found.clashes.map(({ field }) => field)]).toEqual([changes, merged, clashes]);
  });

  it('keep what others had written, once a person or a window takes the field over, and not while one goes on typing', () => {
    const kept = { a: 'old' };
    const sent = { a: 'new' };
    expect(edits({ kept, sent, stamps: [stamp('a', 4)] }).replaced).toEqual([{ field: 'a', version: 4, value: 'old' }]);
    expect(edits({ kept, sent, stamps: [stamp('a', 4, 'me', 'w9')] }).replaced).toHaveLength(1);
    expect(edits({ kept, sent, stamps: [stamp('a', 4, 'me', 'w1')] }).replaced).toEqual([]);
    expect(edits({ kept: {}, sent }).replaced).toEqual([{ field: 'a', version: 0, value: null }]);
  });

  it('say of a clash whether it is with oneself in another window', () => {
    const past: PastValue[] = [];
    const clashOf = (by: string) =>
      edits({ kept: { a: 'x' }, sent: { a: 'y' }, stamps: [stamp('a', 9, by)], past }).clashes[0];
    expect([clashOf('me')?.isOwn, clashOf('other')?.isOwn]).toEqual([true, false]);
  });
});
