import fc from 'fast-check';
import type { Answers, FormField } from '../../../src/domain/cycles/form.js';
import { carryOver } from '../../../src/domain/submissions/carry-over.js';
import { unknownIn } from '../../../src/domain/submissions/draft.js';

const field = (id: string, values: Partial<FormField> = {}): FormField =>
  ({ id, type: 'text', label: { ru: id }, ...values }) as FormField;
const options = (...values: string[]) => values.map((value) => ({ value, label: { ru: value } }));
const carried = (from: FormField[], answers: Answers, to: FormField[], withFiles: string[] = []) =>
  carryOver({ fields: from, answers, withFiles }, to);

describe('an entry that goes on from an earlier one', () => {
  it.each<[string, FormField[], Answers, FormField[], Partial<ReturnType<typeof carryOver>>]>([
    [
      'keeps an answer under the same id, also where a line became a text',
      [field('title')],
      { title: 'А' },
      [field('title', { type: 'textarea' })],
      { answers: { title: 'А' }, changed: [], fresh: [], dropped: [] },
    ],
    [
      'finds a question by its words',
      [field('q1', { label: { ru: 'В чём проблема?' } })],
      { q1: 'Очередь' },
      [field('q9', { label: { ru: 'В чем проблема' } })],
      { answers: { q9: 'Очередь' }, changed: ['q9'] },
    ],
    [
      'marks a question that asks something else, and one that is new',
      [field('a', { label: { ru: 'Сколько людей?' } })],
      { a: '5' },
      [field('a', { label: { ru: 'Сколько семей?' } }), field('b')],
      { answers: { a: '5' }, changed: ['a'], fresh: ['b'] },
    ],
    [
      'tells what has no place any more',
      [field('a'), field('b')],
      { a: 'x', b: 'y' },
      [field('a')],
      { answers: { a: 'x' }, dropped: ['b'] },
    ],
    [
      'leaves a choice that is not offered any more',
      [field('s', { type: 'select', options: options('1', '2') })],
      { s: '2' },
      [field('s', { type: 'select', options: options('1', '3') })],
      { answers: {}, dropped: ['s'], changed: ['s'] },
    ],
    [
      'keeps of several choices those that are offered',
      [field('m', { type: 'multiselect', options: options('1', '2') })],
      { m: ['1', '2'] },
      [field('m', { type: 'multiselect', options: options('2') })],
      { answers: { m: ['2'] }, changed: ['m'] },
    ],
    [
      'keeps of a table the columns that it has',
      [field('t', { type: 'table', columns: [field('a'), field('b')] as never })],
      { t: [{ a: '1', b: '2' }] },
      [field('t', { type: 'table', columns: [field('b')] as never })],
      { answers: { t: [{ b: '2' }] }, changed: ['t'] },
    ],
    [
      'does not put a number where a date is asked',
      [field('d', { type: 'number' })],
      { d: '5' },
      [field('d', { type: 'date' })],
      { answers: {}, dropped: ['d'], fresh: ['d'] },
    ],
    [
      'does not mark a question whose limits alone changed',
      [field('a', { maxLength: 100 })],
      { a: 'x' },
      [field('a', { maxLength: 50 })],
      { answers: { a: 'x' }, changed: [] },
    ],
  ])('%s', (_what, from, answers, to, outcome) => expect(carried(from, answers, to)).toMatchObject(outcome));

  it('shows the way of files, and which have no place', () => {
    const from = [field('f', { type: 'files' }), field('g', { type: 'files' })];
    const { places, dropped } = carried(from, {}, [field('f', { type: 'files' })], ['f', 'g']);
    expect([places.get('f'), dropped]).toEqual(['f', ['g']]);
  });

  it('never answers what the new form does not ask, nor loses what it does not tell', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    const type = fc.constantFrom<FormField['type']>('text', 'textarea', 'number', 'list');
    const form = ids.chain((names) => fc.tuple(...names.map((id) => type.map((kind) => field(id, { type: kind })))));
    fc.assert(
      fc.property(form, form, (from, to) => {
        const answers = Object.fromEntries(from.map(({ id, type: kind }) => [id, kind === 'list' ? ['x'] : 'x']));
        const { answers: kept, places, dropped } = carried(from, answers, to);
        expect(unknownIn(to, kept)).toEqual([]);
        for (const { id } of from) expect(dropped.includes(id) || Object.hasOwn(kept, places.get(id)!)).toBe(true);
      }),
    );
  });
});
