import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, 'test/output');

/** Ends the run with one line of figures, after what had to be left out; writes down which files failed, one a line. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const left = JSON.parse(process.env.PORTCULLIS_TEST_LEFT_OUT ?? '[]');
    for (const what of left) console.log(`Left out: ${what}.`);
    const files = results.testResults.filter(
      ({ numFailingTests, testExecError }) => numFailingTests > 0 || testExecError,
    );
    mkdirSync(OUTPUT, { recursive: true });
    writeFileSync(
      join(OUTPUT, 'failed-files'),
      files.map(({ testFilePath }) => `${relative(ROOT, testFilePath)}\n`).join(''),
    );
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    this.line = `${results.numPassedTests} passed, ${failed} failed`;
    process.on('exit', () => console.log(this.line));
  }
}
