// With LAUREAT_RECORD=FOLDER in the environment, a run of the tests keeps examples of what the templates were rendered with:
// FOLDER/<template>/<shape>.bin is v8.serialize({ name, model, context }). One example a shape: which keys are there, which values
// are empty, which short words they hold; at most 120 a template. `scripts/rendered.mjs` renders them again.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');

const EXAMPLES_A_TEMPLATE = 120;
const folder = process.env.LAUREAT_RECORD;
const templatesFolder = path.join(__dirname, '..', '..', 'templates');

/** What decides which branches of a template are met: keys, presence, kinds, and words such as `ok` or `wait`. */
function shapeOf(value) {
  if (value === null || value === undefined || value === '' || value === false) return 'no';
  if (typeof value === 'string') return /^[a-z-]{1,12}$/.test(value) ? value : 'text';
  if (typeof value === 'number') return value > 1 ? 'many' : value;
  if (value instanceof Date) return 'date';
  if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(shapeOf(item))))].sort(byText);
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
  return typeof value;
}

const byText = (a, b) => (a < b ? -1 : 1);

function keep(name, model, context) {
  if (!fs.existsSync(path.join(templatesFolder, `${name}.hbs`))) return; // a test's own template
  const shape = JSON.stringify([shapeOf(model), context.locale, shapeOf(context.user), shapeOf(context.flash)]);
  const own = path.join(folder, name);
  const file = path.join(own, `${crypto.createHash('sha256').update(shape).digest('hex').slice(0, 16)}.bin`);
  fs.mkdirSync(own, { recursive: true });
  if (fs.existsSync(file) || fs.readdirSync(own).length >= EXAMPLES_A_TEMPLATE) return;
  fs.writeFileSync(file, v8.serialize({ name, model, context }));
}

if (folder) {
  const { Templates } = require('../../src/platform/web/templates.ts');
  const { value: render } = Object.getOwnPropertyDescriptor(Templates.prototype, 'render');
  Templates.prototype.render = function (name, model, context) {
    keep(name, model, context);
    return render.call(this, name, model, context);
  };
}
