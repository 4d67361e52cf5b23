import fc from 'fast-check';
import { isBlank } from '../../../src/domain/submissions/completeness.js';
import { answersFromForm } from '../../../src/domain/submissions/form-body.js';
import { passport } from '../../support/passport-form.js';

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
