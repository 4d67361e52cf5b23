import { options, passport, words } from '../../support/passport-form.js';
import { type FormField, formProblems } from '../../../src/domain/cycles/form.js';

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
    [{ id: 'title', type: 'text', label: words('Название'), minLength: 5, maxLength: 4 }, '/0/maxLength too-small'],
    [{ id: 'sum', type: 'number', label: words('Сумма'), min: '10', max: '9.5' }, '/0/max too-small'],
    [{ id: 'sum', type: 'number', label: words('Сумма'), min: '1,5' }, '/0/min not-a-number'],
    [{ id: 'files', type: 'files', label: words('Файлы'), maxFiles: 0 }, '/0/maxFiles not-positive'],
  ])('finds the fault of %j', (field, problem) => {
    expect(formProblems([field]).map(({ pointer, rule }) => `${pointer} ${rule}`)).toEqual([problem]);
  });

  it('finds an id that is used twice', () => {
    expect(formProblems([passport[0]!, passport[0]!])).toEqual([
      { pointer: '/1/id', rule: 'duplicate', values: { id: 'title' } },
    ]);
  });
});
