import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Templates } from '../../../../src/platform/web/templates.js';
import { exampleContext } from './example-context.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laureat-templates-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function given(files: Record<string, string>): Templates {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, `${name}.hbs`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return new Templates({ folder, assets: { 'icons.svg': 'icons.1.svg' } });
}
const page = (files: Record<string, string>, model: object = {}) =>
  given(files).render('pages/a', model, exampleContext());

describe('The template engine', () => {
  test('refuses to print what the model lacks', () => {
    expect(() => page({ 'pages/a': '{{title}}' })).toThrow(/"title" not defined/);
  });

  test('refuses to start when a template calls one that is not there', () => {
    expect(() => given({ 'pages/a': '{{> partials/none}}' })).toThrow('calls "partials/none", which does not exist');
  });

  test('escapes pages and does not escape text mails', () => {
    const templates = given({ 'pages/a': '{{x}}', 'mails/a.txt': '{{x}}' });
    expect(templates.render('pages/a', { x: '«<b>»' }, exampleContext())).toBe('«&lt;b&gt;»');
    expect(templates.render('mails/a.txt', { x: '«<b>»' }, exampleContext())).toBe('«<b>»');
  });

  test('gives a partial only what it is given', () => {
    const html = page(
      { 'pages/a': '{{> partials/p name="n"}}', 'partials/p': '{{name}}{{#if hint}}leak{{/if}}' },
      { hint: 'h' },
    );
    expect(html).toBe('n');
  });

  test('keeps the page model in the body of layouts and block partials', () => {
    const html = page(
      {
        'pages/a':
          '{{#> layouts/l title="L"}}{{title}}{{#> partials/p title="P"}}/{{title}}{{#if x}}{{x}}{{/if}}{{/partials/p}}{{/layouts/l}}',
        'layouts/l': '{{title}}{{side}}[{{> @partial-block caller}}]',
        'partials/p': '({{title}}{{> @partial-block caller}})',
      },
      { title: 'T', side: 'S', x: 'X' },
    );
    expect(html).toBe('LS[T(P/TX)]');
  });

  test('fills the slots of a layout inside a layout with the page model', () => {
    const html = page(
      {
        'pages/a': '{{#> layouts/l title="L"}}{{#*inline "rail"}}<{{title}}>{{/inline}}body{{/layouts/l}}',
        'layouts/l': '{{#> layouts/base}}{{> @partial-block caller}}{{#> rail caller}}none{{/rail}}{{/layouts/base}}',
        'layouts/base': '[{{> @partial-block caller}}]',
      },
      { title: 'T' },
    );
    expect(html).toBe('[body<T>]');
  });

  test('prints a value even when a helper has its name', () => {
    expect(page({ 'pages/a': '{{number}} {{number 1452}} {{status}}' }, { number: 7, status: 's' })).toBe(
      '7 1\u00a0452 s',
    );
  });

  test('keeps the lines of a value in a partial that is indented', () => {
    const html = page(
      { 'pages/a': '  {{> partials/p value=v}}\n', 'partials/p': '<textarea>{{value}}</textarea>' },
      { v: 'a\nb' },
    );
    expect(html).toContain('>a\nb<');
  });

  test('prints indentation as one line break between tags, as one space inside a tag', () => {
    const template = [
      '<ul>',
      '  {{#each items}}',
      '    <li',
      '      id="{{id}}"',
      '      {{#if note}}title="{{note}}"{{/if}}',
      '    >',
      '      <b>{{id}}</b> {{note}}',
      '    </li>',
      '  {{/each}}',
      '</ul>',
    ].join('\n');
    expect(page({ 'pages/a': template }, { items: [{ id: 'i', note: 'a\n  b' }] })).toBe(
      '<ul>\n\n<li id="i" title="a\n  b">\n<b>i</b> a\n  b\n</li>\n</ul>',
    );
  });

  test('keeps white space in attributes and in text mails, and what a text area holds', () => {
    const text = 'a\n\n  {{v}}\n    {{v}}';
    expect(page({ 'pages/a': '<p title="x\n  y">', 'mails/a.txt': text })).toBe('<p title="x\n  y">');
    expect(given({ 'mails/a.txt': text }).render('mails/a.txt', { v: 'v' }, exampleContext())).toBe('a\n\n  v\n    v');
    expect(page({ 'pages/a': '<div>\n  <textarea>\n{{v}}</textarea>\n</div>' }, { v: ' v\n\n w' })).toBe(
      '<div>\n<textarea>\n v\n\n w</textarea>\n</div>',
    );
  });

  test.each([
    ['{{instant at}}', '1 сентября, 01:59\u00a0МСК+2'],
    ['{{instant at timeZone="Europe/Moscow" year="always"}}', '31 августа 2019 года, 23:59\u00a0МСК'],
    ['{{own-time at "Europe/Moscow"}}', 'В Уфе это 1 сентября, 01:59'],
    ['{{remaining at}}', '4 дня 9 часов'],
    ['{{day "2019-09-01"}}', '1 сентября'],
    ['{{size 88000}}', '85\u00a0КБ'],
    ['{{t "common:phase.position" n=1 total=5}}', 'Этап 1 из 5.'],
    ['{{#if (and (eq 1 1) (not none))}}yes{{/if}}', 'yes'],
    ['{{or none "" 0}}|{{concat "a" 1 none}}|{{inc 1}}', '0|a1|2'],
    ['{{#each (list 1 2)}}{{this}}{{/each}}{{lookup (dict a="b") "a"}}', '12b'],
    [
      '<option {{selected 1 "1"}}>{{#if (gt 2 1)}}<input {{checked "b" (list "a" "b")}}>{{/if}}',
      '<option selected><input checked>',
    ],
    ['{{icon "clock"}}', '<svg class="l-i" aria-hidden="true"><use href="/assets/icons.1.svg#i-clock"/></svg>'],
    [
      '{{status "<Подана>" mark="half" tone="news"}}',
      '<span class="l-status l-status--news"><svg class="l-mark" aria-hidden="true"><use href="/assets/icons.1.svg#m-half"/></svg>&lt;Подана&gt;</span>',
    ],
    ['{{json (dict a="\'<")}}', '{&quot;a&quot;:&quot;&#x27;&lt;&quot;}'],
  ])('%s prints %s', (template, html) => {
    expect(page({ 'pages/a': template }, { at: new Date('2019-08-31T20:59:00Z') })).toBe(html);
  });

  test('asks for no unknown asset, template or message', () => {
    expect(() => page({ 'pages/a': '{{asset "none.css"}}' })).toThrow('no asset "none.css"');
    expect(() => page({ 'pages/a': '{{t "common:none"}}' })).toThrow('no message "common:none"');
    expect(() => given({}).render('pages/b', {}, exampleContext())).toThrow('no template "pages/b"');
  });
});
