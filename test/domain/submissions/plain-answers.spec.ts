import type { FormField } from '../../../src/domain/cycles/form.js';
import { validateAnswers } from '../../../src/domain/submissions/form-answers.js';
import { plainAnswers } from '../../../src/domain/submissions/plain-answers.js';

const label = { ru: 'Поле' };
const fields: FormField[] = [
  { id: 'people', type: 'number', label },
  { id: 'begun', type: 'date', label },
  {
    id: 'results',
    type: 'table',
    label,
    columns: [
      { id: 'indicator', type: 'text', label },
      { id: 'before', type: 'number', label },
    ],
  },
];

it('numbers with a comma are kept with a point, also in the cells of a table', () => {
  const sent = { people: '1 200,5', results: [{ indicator: '8,5', before: '8,5' }], other: '8,5' };
  const kept = plainAnswers(fields, sent);
  expect(kept).toEqual({ people: '1200.5', results: [{ indicator: '8,5', before: '8.5' }], other: '8,5' });
  expect(validateAnswers(fields, { results: kept['results'] }, { complete: false })).toEqual([]);
});

it('what is no number stays as it was sent', () => {
  const sent = { people: 'много', results: [{ indicator: '', before: '?' }] };
  expect(plainAnswers(fields, sent)).toEqual(sent);
  expect(plainAnswers(fields, { people: true, results: 'x' })).toEqual({ people: true, results: 'x' });
});

it.each(['9999-12-31', '1000-01-01', '2026-02-30'])('a practice cannot have begun on %s', (begun) => {
  expect(validateAnswers(fields, { begun }, { complete: false })).toEqual([{ pointer: '/begun', rule: 'not-a-date' }]);
});
