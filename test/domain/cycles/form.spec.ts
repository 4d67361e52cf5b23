import fc from 'fast-check';
import { isBlank, missing, progressOf, validateAnswers } from '../../../src/domain/submissions/form-answers.js';
import { answersFromForm } from '../../../src/domain/submissions/form-body.js';
import { emptyAnswers, type FormField, formProblems } from '../../../src/domain/cycles/form.js';

const words = (ru: string) => ({ ru });
const options = [
  { value: 'health', label: words('Здоровье') },
  { value: 'culture', label: words('Культура') },
];

const passport: FormField[] = [
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

const good = {
  title: 'Автобус стартапов',
  sphere: 'health',
  agreed: true,
  steps: ['Собрать команду', 'Проехать по районам'],
  results: [{ indicator: 'Участники', before: '0', after: '120.5' }],
};
const rules = (answers: Record<string, unknown>, complete = false) =>
  validateAnswers(passport, answers, { complete }).map(({ pointer, rule }) => `${pointer} ${rule}`);

describe('answers to a form', () => {
  it('are without fault when complete', () => {
    expect(formProblems(passport)).toEqual([]);
    expect(rules(good, true)).toEqual([]);
  });

  it('lack everything that is required when nobody has touched them, and are no fault of a draft', () => {
    expect(rules(emptyAnswers(passport))).toEqual([]);
    expect(rules(emptyAnswers(passport), true)).toEqual([
      '/title required',
      '/sphere required',
      '/agreed required',
      '/steps required',
    ]);
    expect(progressOf(passport, { ...emptyAnswers(passport), title: 'Школа' })).toEqual({ answered: 1, required: 4 });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ title: 'а'.repeat(21) }, '/title too-long'],
    [{ title: 7 }, '/title wrong-type'],
    [{ budget: '1e6' }, '/budget not-a-number'],
    [{ budget: '-1' }, '/budget too-small'],
    [{ budget: '1000000.01' }, '/budget too-big'],
    [{ started: '2019-02-29' }, '/started not-a-date'],
    [{ started: '2019-09-01' }, '/started too-big'],
    [{ video: 'javascript:alert(1)' }, '/video not-a-url'],
    [{ video: 'example.org' }, '/video not-a-url'],
    [{ sphere: 'space' }, '/sphere not-offered'],
    [{ projects: ['space'] }, '/projects/0 not-offered'],
    [{ projects: ['health', 'culture'] }, '/projects too-many'],
    [{ agreed: 'yes' }, '/agreed wrong-type'],
    [{ steps: ['коротко', 'д'.repeat(31)] }, '/steps/1 too-long'],
    [{ results: [{ indicator: 'Доля', after: 'много' }] }, '/results/0/after not-a-number'],
    [{ results: [{ price: '1' }] }, '/results/0/price unknown-field'],
    [
      { files: [{ id: '1', name: 'a.exe', mediaType: 'application/x-msdownload', bytes: 9, sha256: '' }] },
      '/files/0 file-type',
    ],
    [
      { files: [{ id: '1', name: 'a.pdf', mediaType: 'application/pdf', bytes: 5_000_001, sha256: '' }] },
      '/files/0 file-too-large',
    ],
    [{ other: 'x' }, '/other unknown-field'],
    [{ 'a/b~c': 'x' }, '/a~1b~0c unknown-field'],
  ])('are malformed: %j', (answers, problem) => {
    expect(rules(answers)).toEqual([problem]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ ...good, title: 'Ёж' }, '/title too-short'],
    [{ ...good, steps: ['один', ' '] }, '/steps too-few'],
    [{ ...good, agreed: false }, '/agreed required'],
    [
      { ...good, results: [{ indicator: '', before: '', after: '' }, { before: '1' }] },
      '/results/1/indicator required',
    ],
  ])('are not ready to submit: %j', (answers, problem) => {
    expect(missing(passport, answers).map(({ pointer, rule }) => `${pointer} ${rule}`)[0]).toBe(problem);
    expect(rules(answers)).toEqual([]);
  });

  it('count an emoji as one character', () => {
    expect(rules({ title: '🏆'.repeat(20) })).toEqual([]);
  });
});

describe('a plain HTML form', () => {
  it('becomes typed answers', () => {
    const body = {
      title: 'Автобус',
      budget: '1 200,50',
      agreed: ['false', 'true'],
      projects: ['health', 'culture'],
      'steps[2]': 'третий',
      'steps[0]': 'первый\r\nпродолжение',
      'steps[1]': ' ',
      'results[1][after]': '3,5',
      'results[1][indicator]': 'Доля',
      'results[0][after]': '',
      _csrf: 'token',
    };
    expect(answersFromForm(passport, body)).toMatchObject({
      title: 'Автобус',
      budget: '1200.50',
      agreed: true,
      projects: ['health', 'culture'],
      steps: ['первый\nпродолжение', 'третий'],
      results: [{ indicator: 'Доля', before: '', after: '3.5' }],
    });
  });

  it('keeps what it cannot read as a number, so that the person can mend it', () => {
    expect(answersFromForm(passport, { budget: 'около 5 млн' })).toMatchObject({ budget: 'около 5 млн' });
  });

  it('loses nothing that was typed', () => {
    const text = fc.string({ minLength: 1 }).filter((value) => !isBlank(value) && !value.includes('\r'));
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 12 }),
        fc.array(fc.record({ indicator: text, after: text })),
        (title, steps, rows) => {
          const body: Record<string, string> = { title };
          steps.forEach((step, index) => (body[`steps[${index}]`] = step));
          rows.forEach((row, index) => {
            body[`results[${index}][indicator]`] = row.indicator;
            body[`results[${index}][after]`] = row.after;
          });
          const answers = answersFromForm(passport, body);
          expect(answers['title']).toBe(title);
          expect(answers['steps']).toEqual(steps);
          expect((answers['results'] as Record<string, string>[]).map((row) => row['indicator'])).toEqual(
            rows.map((row) => row.indicator),
          );
        },
      ),
    );
  });

  it('is not fooled by names of the language itself', () => {
    const body = { 'results[0][__proto__]': 'x', 'results[0][constructor]': 'x', '__proto__[a]': 'x' };
    expect(answersFromForm(passport, body)['results']).toEqual([]);
  });
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
