import { missing, progressOf } from '../../../src/domain/submissions/completeness.js';
import { validateAnswers } from '../../../src/domain/submissions/form-answers.js';
import { passport, untouched } from '../../support/passport-form.js';
import { formProblems } from '../../../src/domain/cycles/form.js';

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
    expect(rules(untouched)).toEqual([]);
    expect(rules(untouched, true)).toEqual([
      '/title required',
      '/sphere required',
      '/agreed required',
      '/steps required',
    ]);
    expect(progressOf(passport, { ...untouched, title: 'Школа' })).toEqual({ answered: 1, required: 4 });
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
