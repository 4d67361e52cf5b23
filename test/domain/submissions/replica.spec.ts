import type { FormField } from '../../../src/domain/cycles/form.js';
import { replicaOf } from '../../../src/domain/submissions/replica.js';

const field = (id: string, type: FormField['type'], rest: object = {}) =>
  ({ id, type, label: { ru: id }, required: false, ...rest }) as FormField;
const options = [{ value: 'a', label: { ru: 'А' } }];
const from = [
  field('title', 'text'),
  field('annotation', 'text'),
  field('leader', 'text'),
  field('problem', 'textarea'),
  field('steps', 'list'),
  field('sphere', 'select', { options }),
  field('budget', 'number'),
  field('started', 'date'),
  field('site', 'url'),
  field('agreed', 'checkbox'),
  field('results', 'table', { columns: [{ id: 'x', type: 'text', label: { ru: 'x' } }] }),
];
const answers = {
  title: 'Маршрут',
  annotation: 'Кратко',
  leader: 'Иванова Мария',
  problem: 'Далеко ехать',
  steps: ['раз', 'два'],
  sphere: 'a',
  budget: '100',
  started: '2020-01-01',
  site: 'https://example.org',
  agreed: true,
  results: [{ x: '1' }],
};

test('takes what describes the practice, and nothing that is the first region’s own', () => {
  const { answers: carried, dropped } = replicaOf({ fields: from, answers }, from);
  expect(carried).toEqual({
    title: 'Маршрут',
    annotation: 'Кратко',
    problem: 'Далеко ехать',
    steps: ['раз', 'два'],
    sphere: 'a',
  });
  expect([...dropped].sort()).toEqual(['agreed', 'budget', 'leader', 'results', 'site', 'started']);
});

test('names every field that nothing fills, and never fills a line that is not of the card', () => {
  const to = [...from, field('why-here', 'textarea')];
  const { fresh } = replicaOf({ fields: from, answers }, to);
  expect([...fresh].sort()).toEqual(['agreed', 'budget', 'leader', 'results', 'site', 'started', 'why-here']);
  const renamed = [field('contact', 'text', { label: { ru: 'problem' } })];
  expect(replicaOf({ fields: from, answers }, renamed).answers).toEqual({});
});

test('begins an entry from a card that has no form with its title and summary', () => {
  const two = from.slice(0, 2);
  expect(replicaOf({ fields: two, answers: { title: 'А', annotation: 'Б' } }, from).answers).toEqual({
    title: 'А',
    annotation: 'Б',
  });
});
