/** Ends the run with one line of figures, after what had to be left out. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const left = JSON.parse(process.env.PORTCULLIS_TEST_LEFT_OUT ?? '[]');
    for (const what of left) console.log(`Left out: ${what}.`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    this.line = `${results.numPassedTests} passed, ${failed} failed`;
    process.on('exit', () => console.log(this.line));
  }
}
