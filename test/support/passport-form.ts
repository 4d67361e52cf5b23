import type { Answers, FormField } from '../../src/domain/cycles/form.js';

export const words = (ru: string) => ({ ru });
export const options = [
  { value: 'health', label: words('Здоровье') },
  { value: 'culture', label: words('Культура') },
];

/** A form with a field of every type. */
export const passport: FormField[] = [
  { id: 'title', type: 'text', label: words('Название'), required: true, minLength: 3, maxLength: 20 },
  { id: 'problem', type: 'textarea', label: words('Проблема') },
  { id: 'budget', type: 'number', label: words('Бюджет'), min: '0', max: '1000000' },
  { id: 'started', type: 'date', label: words('Начало'), max: '2019-08-31' },
  { id: 'video', type: 'url', label: words('Видео') },
  { id: 'sphere', type: 'select', label: words('Сфера'), options, required: true },
  { id: 'projects', type: 'multiselect', label: words('Проекты'), options, maxItems: 1 },
  { id: 'agreed', type: 'checkbox', label: words('Согласовано'), required: true },
  { id: 'steps', type: 'list', label: words('Шаги'), required: true, minItems: 2, maxLength: 30 },
  {
    id: 'results',
    type: 'table',
    label: words('Результаты'),
    columns: [
      { id: 'indicator', type: 'text', label: words('Показатель'), required: true },
      { id: 'before', type: 'number', label: words('До') },
      { id: 'after', type: 'number', label: words('После'), required: true },
    ],
  },
  { id: 'files', type: 'files', label: words('Файлы'), allowed: ['application/pdf'], maxFiles: 1, maxBytes: 5_000_000 },
];

/** Its answers as nobody has touched them. */
export const untouched: Answers = {
  title: '',
  problem: '',
  budget: '',
  started: '',
  video: '',
  sphere: '',
  projects: [],
  agreed: false,
  steps: [],
  results: [],
  files: [],
};
