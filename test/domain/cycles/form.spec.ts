import { options, passport, words } from '../../support/passport-form.js';
import { type FormField, formProblems } from '../../../src/domain/cycles/form.js';

const select = (...of: typeof options): FormField => ({
  id: 'sphere',
  type: 'select',
  label: words('Сфера'),
  options: of,
});

describe('the lint of a form', () => {
  it.each<[FormField, string]>([
    [{ id: 'Title', type: 'text', label: words('Название') }, '/0/id not-kebab'],
    [{ id: 'title', type: 'text', label: words(' ') }, '/0/label/ru required'],
    [{ id: 'sphere', type: 'select', label: words('Сфера'), options: [] }, '/0/options required'],
    [
      { id: 'sphere', type: 'select', label: words('Сфера'), options: [options[0]!, options[0]!] },
      '/0/options/1/value duplicate',
    ],
    [{ id: 'rows', type: 'table', label: words('Строки'), columns: [] }, '/0/columns required'],
    [{ id: 'title', type: 'text', label: words('Название'), minLength: 5, maxLength: 4 }, '/0/maxLength below-min'],
    [{ id: 'sum', type: 'number', label: words('Сумма'), min: '10', max: '9.5' }, '/0/max below-min'],
    [{ id: 'sum', type: 'number', label: words('Сумма'), min: '1,5' }, '/0/min not-a-number'],
    [{ id: 'files', type: 'files', label: words('Файлы'), maxFiles: 0 }, '/0/maxFiles not-positive'],
    [{ id: 'files', type: 'files', label: words('Файлы'), maxBytes: 1e15 }, '/0/maxBytes too-big'],
    [{ id: 'title', type: 'text', label: words('Название'), maxLength: -1 }, '/0/maxLength not-positive'],
    [{ id: 'title', type: 'text', label: words('Название'), maxLength: 1.5 }, '/0/maxLength wrong-type'],
    [{ id: 'title', type: 'text', label: words('Название'), maxLength: Number.NaN }, '/0/maxLength wrong-type'],
    [{ id: 'title', type: 'text', label: words('Название'), maxLength: 1e9 }, '/0/maxLength too-big'],
    [{ id: 'title', type: 'text', label: words('Название'), minLength: -1 }, '/0/minLength too-small'],
    [{ id: 'steps', type: 'list', label: words('Шаги'), maxItems: 501 }, '/0/maxItems too-big'],
    [{ id: 'steps', type: 'list', label: words('Шаги'), minItems: 3, maxItems: 2 }, '/0/maxItems below-min'],
    [{ id: 'day', type: 'date', label: words('День'), min: '2020-01-02', max: '2020-01-01' }, '/0/max below-min'],
    [{ id: 'day', type: 'date', label: words('День'), min: '0000-01-01' }, '/0/min not-a-date'],
    [{ id: 'day', type: 'date', label: words('День'), max: '10000-01-01' }, '/0/max not-a-date'],
    [{ id: 'sum', type: 'number', label: words('Сумма'), max: 'NaN' }, '/0/max not-a-number'],
    [{ id: 'sum', type: 'number', label: words('Сумма'), max: '9'.repeat(61) }, '/0/max not-a-number'],
    [{ id: 'title!', type: 'text', label: words('Название') }, '/0/id not-kebab'],
    [{ id: 'the-_', type: 'text', label: words('Название') }, '/0/id not-kebab'],
    [{ id: 'projects', type: 'multiselect', label: words('Проекты'), options: [] }, '/0/options required'],
    [select({ value: '', label: words('Здоровье') }), '/0/options/0/value required'],
    [select({ value: 'health', label: words(' ') }), '/0/options/0/label/ru required'],
    [{ id: 'steps', type: 'list', label: words('Шаги'), maxItems: 1.5 }, '/0/maxItems wrong-type'],
    [{ id: 'day', type: 'date', label: words('День'), min: 'x', max: '2020-01-01' }, '/0/min not-a-date'],
  ])('finds the fault of %j', (field, problem) => {
    expect(formProblems([field]).map(({ pointer, rule }) => `${pointer} ${rule}`)).toEqual([problem]);
  });

  it.each<FormField>([
    { id: 'last-year-2', type: 'text', label: words('Название') },
    { id: 'title', type: 'text', label: words('Название'), minLength: 5, maxLength: 5 },
    { id: 'title', type: 'text', label: words('Название'), minLength: 0, maxLength: 100_000 },
    { id: 'title', type: 'text', label: words('Название'), minLength: 5 },
    { id: 'title', type: 'text', label: words('Название'), ...({ maxLength: undefined } as object) },
    { id: 'title', type: 'text', label: words('Название'), ...({ min: 'x', rows: -3 } as object) },
    { id: 'files', type: 'files', label: words('Файлы'), maxFiles: 1, maxBytes: 1 },
    { id: 'steps', type: 'list', label: words('Шаги'), minItems: 2, maxItems: 2 },
    { id: 'sum', type: 'number', label: words('Сумма'), min: '10', max: '10' },
    { id: 'sum', type: 'number', label: words('Сумма'), min: '10' },
    { id: 'sum', type: 'number', label: words('Сумма'), max: '10' },
    { id: 'day', type: 'date', label: words('День'), min: '2020-01-01', max: '2020-01-01' },
    { id: 'day', type: 'date', label: words('День'), min: '2020-01-01', max: '2020-01-02' },
    { id: 'day', type: 'date', label: words('День'), min: '2020-01-01' },
    { id: 'day', type: 'date', label: words('День'), max: '2020-01-01' },
    select(...options),
  ])('finds no fault of %j', (field) => {
    expect(formProblems([field])).toEqual([]);
  });

  it('finds a fault of a column where the column stands', () => {
    const columns = [{ id: 'year', type: 'number' as const, label: words(' ') }];
    expect(formProblems([{ id: 'rows', type: 'table', label: words('Строки'), columns }])).toEqual([
      { pointer: '/0/columns/0/label/ru', rule: 'required' },
    ]);
  });

  it.each<[FormField, object]>([
    [select(options[0]!, options[0]!), { id: 'health' }],
    [{ id: 'title', type: 'text', label: words('Название'), minLength: -1 }, { min: 0 }],
    [{ id: 'title', type: 'text', label: words('Название'), maxLength: 100_001 }, { max: 100_000 }],
    [{ id: 'files', type: 'files', label: words('Файлы'), maxFiles: 51 }, { max: 50 }],
  ])('tells of %j the value that words need', (field, values) => {
    expect(formProblems([field]).map((problem) => problem.values)).toEqual([values]);
  });

  it('finds an id that is used twice', () => {
    expect(formProblems([passport[0]!, passport[0]!])).toEqual([
      { pointer: '/1/id', rule: 'duplicate', values: { id: 'title' } },
    ]);
  });
});
