// The last lines of a run: what was skipped and why, and `N passed, N failed` for people and scripts. Jest prints its own
// summary after every reporter, so scripts/test.mjs gives us a file and prints it when Jest has finished.
const fs = require('node:fs');

function lastLines(results) {
  const missing = process.env.TEST_MISSING;
  const skipped = results.numPendingTests + results.numTodoTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return [
    missing && `could not run here: ${missing}`,
    skipped > 0 && `${skipped} skipped`,
    `${results.numPassedTests} passed, ${failed} failed`,
  ].filter(Boolean);
}

module.exports = class SummaryReporter {
  onRunComplete(_contexts, results) {
    const text = `${lastLines(results).join('\n')}\n`;
    const file = process.env.TEST_SUMMARY_FILE;
    if (file) fs.writeFileSync(file, text);
    else process.stdout.write(`\n${text}`);
  }
};
