import fc from 'fast-check';
import { mergedValue, sentences } from '../../../src/domain/submissions/merged-text.js';

const base = 'Первое. Второе 1.5 млн. Третье?\nЧетвёртое';

describe('two edits of one value', () => {
  it.each<[string, unknown, unknown, unknown, unknown]>([
    [
      'of different sentences stand together',
      base,
      base.replace('Первое', 'Самое первое'),
      base.replace('Третье', 'Последнее'),
      'Самое первое. Второе 1.5 млн. Последнее?\nЧетвёртое',
    ],
    [
      'of the same sentence are for a person to settle',
      base,
      base.replace('1.5', '2'),
      base.replace('млн', 'тыс'),
      null,
    ],
    ['that are the same are one', 'а', 'б', 'б', 'б'],
    ['of a text of one sentence are never mixed', 'Служба соседской помощи', 'Служба помощи', 'Соседская помощь', null],
    ['of an address or a number are never mixed', 'https://a.b/c', 'https://x.b/c', 'https://a.b/y', null],
    ['that both begin an empty text', '', 'Моё', 'Чужое', null],
    ['of different rows stand together', ['а', 'б', 'в'], ['А', 'б', 'в'], ['а', 'б', 'в', 'г'], ['А', 'б', 'в', 'г']],
    [
      'of different rows of a table stand together',
      [{ n: '1' }, { n: '2' }, { n: '3' }],
      [{ n: '1' }, { n: '2' }, { n: '33' }],
      [{ n: '11' }, { n: '2' }, { n: '3' }],
      [{ n: '11' }, { n: '2' }, { n: '33' }],
    ],
    ['of neighbouring rows stand together', ['а', 'б'], ['А', 'б'], ['а', 'Б'], ['А', 'Б']],
    ['that both add rows keep both', ['а'], ['а', 'моя'], ['а', 'чужая'], ['а', 'чужая', 'моя']],
    ['of a row and beside it stand together', ['а'], ['А'], ['чужая', 'а', 'ещё'], ['чужая', 'А', 'ещё']],
    ['of a row that the other took away do not', ['а', 'б'], ['А', 'б'], ['б'], null],
    ['of the same row do not', ['а'], ['б'], ['в'], null],
    ['of a choice have no places', true, false, true, null],
  ])('%s', (_what, was, yours, theirs, outcome) => expect(mergedValue(was, yours, theirs)).toEqual(outcome));

  const text = fc
    .array(fc.constantFrom('Да. ', 'Нет! ', 'Строка\n', 'слово ', '3.14 ', ''), { maxLength: 8 })
    .map((parts) => parts.join(''));

  it('cut into sentences is the text again', () => {
    fc.assert(fc.property(text, (whole) => expect(sentences(whole).join('')).toBe(whole)));
  });

  it('where one side changed nothing is the other side', () => {
    fc.assert(
      fc.property(text, text, (was, now) => {
        expect(mergedValue(was, was, now)).toBe(now);
        expect(mergedValue(was, now, was)).toBe(now);
      }),
    );
  });

  it('has no sentence that neither of the two wrote, and asks the same whoever is first', () => {
    fc.assert(
      fc.property(text, text, text, (was, yours, theirs) => {
        const merged = mergedValue(was, yours, theirs);
        expect(merged === null).toBe(mergedValue(was, theirs, yours) === null);
        const known = new Set([...sentences(yours), ...sentences(theirs)]);
        if (typeof merged === 'string') for (const one of sentences(merged)) expect(known).toContain(one);
      }),
    );
  });
});
