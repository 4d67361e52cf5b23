import { Templates } from '../../../../src/platform/web/templates.js';
import { exampleContext } from './example-context.js';
import { kitModel } from './kit-model.js';

const templates = new Templates({ assets: {} });
const problem = {
  status: 409,
  title: 'Заявку уже изменил другой человек',
  text: 'Т. И. Юсупов сохранил шаг «Ресурсы» в 16:31, пока вы правили его.',
  kept: 'Ваш текст цел.',
  actions: [{ href: '#compare', label: 'Сравнить версии' }],
  reference: '01J6-7Q2F',
};

describe('The sheet of components', () => {
  test.each(['ru', 'en'] as const)('renders every component in %s', (locale) => {
    const html = templates.render('pages/dev/kit', kitModel(), exampleContext({ locale }));
    expect(html).not.toMatch(/\[object|undefined|NaN|\son\w+="| style="/);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index && !id?.startsWith('steps-'))).toEqual([]);
  });

  test('ties hint, error and counter to their field', () => {
    const html = templates.render('pages/dev/kit', kitModel(), exampleContext());
    expect(html).toContain(
      'id="unique" name="unique" rows="4" aria-describedby="unique-hint unique-error unique-count" aria-invalid="true"',
    );
    expect(html).toContain('<label class="form-label" for="unique">');
    expect(html).toContain('name="region"');
    expect(html).toMatch(/<option value="RU-BA" selected>/);
  });

  test('renders the problem page', () => {
    const html = templates.render('pages/problem', problem, exampleContext({ user: null }));
    expect(html).toContain('Номер обращения 01J6-7Q2F');
  });
});
