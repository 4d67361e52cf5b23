// Jest 30 cannot run ESM packages that CommonJS ones require, so inside Jest all is CommonJS: TypeScript and ES modules
// are translated (also those in node_modules), CommonJS passes untouched. Outside Jest the program stays ESM.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const swc = require('@swc/core');

const ownSource = fs.readFileSync(__filename);
const formats = new Map();

/** What a plain `.js` file in this folder is: the nearest package.json says it. */
function formatOf(folder) {
  if (!formats.has(folder)) formats.set(folder, readFormat(folder));
  return formats.get(folder);
}

function readFormat(folder) {
  const manifest = path.join(folder, 'package.json');
  if (fs.existsSync(manifest)) return JSON.parse(fs.readFileSync(manifest, 'utf8')).type ?? 'commonjs';
  const parent = path.dirname(folder);
  return parent === folder ? 'commonjs' : formatOf(parent);
}

const isTypeScript = (file) => /\.[cm]?ts$/.test(file);

function isModule(file) {
  return file.endsWith('.mjs') || (file.endsWith('.js') && formatOf(path.dirname(file)) === 'module');
}

function languageOptions(file) {
  if (!isTypeScript(file)) return { parser: { syntax: 'ecmascript', importAttributes: true } };
  return {
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true, // Nest reads constructor types
      useDefineForClassFields: false, // as tsc compiles the program: TypeORM's rows have no empty fields
      hidden: { jest: true }, // hoists jest.mock
    },
  };
}

function translate(source, file) {
  return swc.transformSync(source, {
    filename: file,
    swcrc: false,
    configFile: false,
    sourceMaps: isTypeScript(file) ? 'inline' : false,
    jsc: { target: 'es2022', keepClassNames: true, ...languageOptions(file) },
    module: { type: 'commonjs', ignoreDynamic: false, importInterop: 'swc' },
  });
}

/** Jest refuses `import()` of CommonJS packages too; `require` finds the same, already translated. */
function withoutDynamicImport(source) {
  return source.replace(/(?<![\w.$'"`/*])import\((['"][^'"]+['"])\)/g, 'Promise.resolve().then(() => require($1))');
}

module.exports = {
  canInstrument: false,
  process: (source, file) =>
    isTypeScript(file) || isModule(file) ? translate(source, file) : { code: withoutDynamicImport(source) },
  getCacheKey: (source, file, options) =>
    [ownSource, swc.version, file, source, String(options.instrument)]
      .reduce((hash, part) => hash.update(part).update('\0'), crypto.createHash('sha256'))
      .digest('hex'),
};
