// Packages are loaded by Node itself, once a worker (see environment.cjs): Jest gets a file that hands over what Node has, as the
// program would import it. What only names a file is resolved as ever.
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const bridges = path.join(os.tmpdir(), `laureat-bridges-${process.getuid?.() ?? 0}`);
fs.mkdirSync(bridges, { recursive: true });
const asImported = (conditions = []) => [...conditions.filter((condition) => condition !== 'require'), 'import'];

function bridgeTo(file) {
  const code = `module.exports = loadPackage(${JSON.stringify(file)});`;
  const bridge = path.join(bridges, `${crypto.createHash('sha256').update(code).digest('hex').slice(0, 32)}.cjs`);
  if (!fs.existsSync(bridge)) {
    fs.writeFileSync(`${bridge}.${process.pid}`, code);
    fs.renameSync(`${bridge}.${process.pid}`, bridge);
  }
  return bridge;
}

const isOfPackage = (folder) => /[\\/]node_modules[\\/]/.test(folder);

module.exports = (request, options) => {
  if (/^[./]/.test(request) || isOfPackage(options.basedir)) return options.defaultResolver(request, options);
  const file = options.defaultResolver(request, { ...options, conditions: asImported(options.conditions) });
  return /[\\/]node_modules[\\/].*\.[cm]?js$/.test(file) ? bridgeTo(file) : file;
};
