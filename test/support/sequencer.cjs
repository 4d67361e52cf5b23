// What takes longest begins first, so that the end of a run does not wait for one file: by measured times where they matter, by size
// for all others.
const fs = require('node:fs');
const path = require('node:path');

const longest = [
  'e2e/year',
  'medium/submissions/writing/writing',
  'medium/everywhere/attacks/planted-secrets',
  'medium/everywhere/plans',
  'medium/everywhere/demo',
  'medium/everywhere/garbage',
  'medium/everywhere/attacks/grants',
  'e2e/desk',
  'medium/everywhere/before-the-instant',
  'faults/kills',
  'medium/everywhere/attacks/wrong-hands',
  'e2e/entrants',
  'faults/rolling',
  'medium/judging/desk/jury-secrets',
  'e2e/writing',
  'e2e/screening',
  'medium/everywhere/fuzz',
].map((name) => path.join(__dirname, '..', `${name}.spec.ts`));

const missing = longest.filter((file) => !fs.existsSync(file));
if (missing.length > 0) throw new Error(`no test files: ${missing.join(', ')}`);

function before(a, b) {
  const [x, y] = [longest.indexOf(a.path), longest.indexOf(b.path)];
  if (x >= 0 || y >= 0) return (x >= 0 ? x : Infinity) - (y >= 0 ? y : Infinity);
  return fs.statSync(b.path).size - fs.statSync(a.path).size;
}

module.exports = class {
  sort(tests) {
    return [...tests].sort(before);
  }

  allFailedTests(tests) {
    return tests;
  }

  shard(tests) {
    return tests;
  }

  cacheResults() {}
};
