// Builds what the browser loads into dist/assets: one style sheet, fonts, the icon sprite, htmx and our scripts, under
// names that carry a hash of their content, and manifest.json (plain name → built name).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'lightningcss';
import { PurgeCSS } from 'purgecss';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const out = join(process.argv[2] ?? join(root, 'dist'), 'assets');
const manifest = {};

const sheets = [
  'tokens',
  'base',
  'shells',
  'buttons',
  'forms',
  'writing',
  'tables',
  'notices',
  'phases',
  'charts',
  'home',
  'desk',
  'cockpit',
  'ranking',
  'plans',
  'documents',
  'library',
  'intake',
  'talk',
  'screening',
  'parts',
  'kit',
  'narrow',
  'print',
];
const subsets = /-(cyrillic|cyrillic-ext|latin|latin-ext)-(wght|opsz)-normal\.woff2/;

/** Classes that scripts and htmx add, and families that templates build from values. */
const safelist = {
  standard: ['show', 'active', 'visually-hidden', 'kbd', 'mark', 'output', 'dialog', 'progress', /^is-/, /^htmx-/],
  greedy: [],
  deep: [/^:root$/],
  variables: [/^--l-/],
};
const families =
  /^(btn|form|input-group|modal|dropdown|offcanvas|collapse|alert|progress|spinner|visually-hidden|pagination|page|l)-/;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

emit('app.css', await styles());
emit('icons.svg', sprite());
emit('mark.svg', readFileSync(join(root, 'assets', 'mark.svg')));
emit('htmx.min.js', readFileSync(require.resolve('htmx.org/dist/htmx.min.js')));
scripts();
writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 2));

/** Writes a file under a name with the hash of its content, and notes it. */
function emit(name, content) {
  const { name: stem, ext } = parse(name);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  manifest[name] = `${stem}.${hash}${ext}`;
  writeFileSync(join(out, manifest[name]), content);
  return manifest[name];
}

/** Tabler, the two faces, tokens and our sheets; what no template and no script uses is left out. */
async function styles() {
  const tabler = readFileSync(require.resolve('@tabler/core/dist/css/tabler.min.css'), 'utf8');
  const ours = sheets.map((name) => readFileSync(join(root, 'assets', 'styles', `${name}.css`), 'utf8')).join('\n');
  const [purged] = await new PurgeCSS().purge({
    css: [{ raw: `${tabler}\n${ours}` }],
    content: [
      join(root, 'templates/**/*.hbs'),
      join(root, 'assets/scripts/*.js'),
      join(root, 'src/platform/web/helpers.ts'),
    ],
    safelist: { ...safelist, standard: [...safelist.standard, families] },
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  });
  const faces = face('@fontsource-variable/golos-text/index.css') + face('@fontsource-variable/literata/opsz.css');
  const { code } = transform({
    filename: 'app.css',
    code: Buffer.from(`${faces}\n${purged.css}`),
    minify: true,
    targets: { chrome: 109 << 16, firefox: 115 << 16, safari: (16 << 16) | (4 << 8) },
  });
  return code;
}

/** The font faces of our alphabets with their files copied; other alphabets are dropped. */
function face(sheet) {
  const file = require.resolve(sheet);
  return readFileSync(file, 'utf8')
    .split(/(?=@font-face)/)
    .filter((rule) => subsets.test(rule))
    .map((rule) =>
      rule.replace(/url\(\.\/files\/([^)]+)\)/, (_, name) => {
        const built = emit(name, readFileSync(join(dirname(file), 'files', name)));
        return `url(${built})`;
      }),
    )
    .join('\n');
}

/** Outline icons named in assets/icons.txt as i-<name>, and our own marks of assets/marks.svg. */
function sprite() {
  const names = readFileSync(join(root, 'assets', 'icons.txt'), 'utf8')
    .split('\n')
    .filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(require.resolve(`@tabler/icons/outline/${name}.svg`), 'utf8');
    const body = svg
      .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
      .replace(/\s+/g, ' ')
      .trim();
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${body}</symbol>`;
  });
  const marks = readFileSync(join(root, 'assets', 'marks.svg'), 'utf8').match(/<symbol[\s\S]*<\/symbol>/)[0];
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}${marks.replace(/>\s+</g, '><')}</svg>`;
}

/** Our modules: leaves first, so that app.js imports them under their built names. */
function scripts() {
  const folder = join(root, 'assets', 'scripts');
  const isUnderWay = new Set();
  /** A script after those that it imports: its name has a hash of what it says, their names among it. */
  const emitted = (name, importer) => {
    if (manifest[name]) return manifest[name];
    if (isUnderWay.has(name)) throw new Error(`${importer} and ${name} import each other`);
    isUnderWay.add(name);
    const source = readFileSync(join(folder, name), 'utf8');
    return emit(
      name,
      source.replace(/'\.\/([\w-]+\.js)'/g, (_whole, imported) => `'./${emitted(imported, name)}'`),
    );
  };
  for (const name of readdirSync(folder)) if (name.endsWith('.js')) emitted(name, 'assets');
}
