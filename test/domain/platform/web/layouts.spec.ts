import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../../src/platform/web/project-root.js';
import { Templates } from '../../../../src/platform/web/templates.js';
import { exampleContext } from './example-context.js';

const pages: Record<string, [template: string, model: object]> = {
  'public with sections': [
    '{{#> layouts/public title="Главная" wide=true}}{{#> partials/blocks/section id="s" title="Раздел"}}body {{word}}{{#> partials/blocks/scroll label="Таблица"}}<table></table>{{/partials/blocks/scroll}}{{/partials/blocks/section}}{{/layouts/public}}',
    {},
  ],
  public: ['{{#> layouts/public title="Главная"}}body {{word}}{{/layouts/public}}', {}],
  'work with a side': [
    '{{#> layouts/work title="Обзор" heading="Обзор" side=side crumbs=crumbs}}body {{word}}{{/layouts/work}}',
    {
      side: [{ href: '/a', label: 'Приём', icon: 'inbox', count: 3, due: true }],
      crumbs: [{ href: '/', label: 'Цикл' }, { label: 'Обзор' }],
    },
  ],
  form: [
    '{{#> layouts/form title="Шаг" heading="Шаг"}}body {{word}}{{#*inline "rail"}}<aside>{{word}}</aside>{{/inline}}{{/layouts/form}}',
    {
      form: { id: 'entry', action: '/x', version: 3, autosave: '/x/autosave' },
      steps: {
        label: 'Шаг 1 из 2',
        items: [
          { href: '/1', title: 'Первый', done: true },
          { href: '/2', title: 'Второй', current: true, note: '2 ошибки', tone: 'err' },
        ],
      },
    },
  ],
  desk: [
    '{{#> layouts/desk title="Оценка" progress=p queue=q}}body {{word}}{{#*inline "rubric"}}<form>{{word}}</form>{{/inline}}{{/layouts/desk}}',
    { p: { done: 12, total: 45 }, q: { all: '/q', items: [{ href: '/1', label: '1', current: true }] } },
  ],
  bare: ['{{#> layouts/bare title="Вход" heading="Вход"}}body {{word}}{{/layouts/bare}}', {}],
  document: [
    '{{#> layouts/document title="Квитанция" issuer="Конкурс" kind="Квитанция" pdf="/a.pdf"}}body {{word}}{{/layouts/document}}',
    {},
  ],
  mail: [
    '{{#> layouts/mail subject="Принята" why="Вы автор заявки."}}body {{word}}{{> partials/frame/mail-button href="https://example.org" label="Открыть"}}{{/layouts/mail}}',
    {},
  ],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laureat-layouts-'));
  cpSync(join(projectRoot, 'templates'), folder, { recursive: true });
  mkdirSync(join(folder, 'pages', 'layouts'), { recursive: true });
  for (const [name, [template]] of Object.entries(pages))
    writeFileSync(join(folder, 'pages', 'layouts', `${name}.hbs`), template);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('Every partial of the kit is rendered here or on the sheet of components', () => {
  const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'));
  const called = templates.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\{\{#?> (partials\/[\w/-]+)/g)].map((match) => match[1]),
  );
  const partials = templates.filter((file) => file.startsWith('partials')).map((file) => file.slice(0, -'.hbs'.length));
  expect(partials.filter((name) => !called.includes(name))).toEqual([]);
});

describe.each(Object.entries(pages))('The layout %s', (name, [, model]) => {
  const render = (changes: object) =>
    new Templates({ folder, assets: {} }).render(
      `pages/layouts/${name}`,
      { word: 'слово', ...model },
      exampleContext(changes),
    );

  test.each([
    ['signed in, in Russian', {}],
    [
      'as a guest, in English, dark',
      {
        user: null,
        locale: 'en',
        theme: 'dark',
        nav: [],
        demo: null,
        foot: undefined,
        flash: { kind: 'ok', text: 'Saved.' },
      },
    ],
  ])('renders %s', (_who, changes) => {
    const html = render(changes);
    expect(html).toContain('body слово');
    expect(html).toMatch(/<html lang="(ru|en)"/);
    expect(html).not.toMatch(/\son\w+="|<style|javascript:/);
    if (name !== 'mail') {
      expect(html).not.toMatch(/ style="/);
      expect(html).toMatch(/<main id="main"/);
    }
  });
});
