import fc from 'fast-check';
import { wordDiff } from '../../../src/domain/kernel/word-diff.js';

describe('a difference of texts', () => {
  it('names the words that went and came', () => {
    expect(wordDiff('Поездок 310 в месяц', 'Поездок 1240 в месяц')).toEqual([
      { kind: 'same', text: 'Поездок ' },
      { kind: 'gone', text: '310' },
      { kind: 'new', text: '1240' },
      { kind: 'same', text: ' в месяц' },
    ]);
    expect(wordDiff('За год и ещё', 'За три дня и ещё')).toEqual([
      { kind: 'same', text: 'За ' },
      { kind: 'gone', text: 'год ' },
      { kind: 'new', text: 'три дня ' },
      { kind: 'same', text: 'и ещё' },
    ]);
    expect(wordDiff('от людей, всегда', 'его год всегда')).toEqual([
      { kind: 'gone', text: 'от людей,' },
      { kind: 'new', text: 'его год' },
      { kind: 'same', text: ' всегда' },
    ]);
    expect(wordDiff('', '')).toEqual([]);
  });

  it('gives back both texts', () => {
    const text = fc.array(fc.constantFrom('а', 'б', 'в', ' ', '\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const joined = (...kinds: string[]) =>
          parts
            .filter(({ kind }) => kinds.includes(kind))
            .map((part) => part.text)
            .join('');
        expect([joined('same', 'gone'), joined('same', 'new')]).toEqual([before, after]);
      }),
    );
  });
});
