import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from './program.mjs';

/** Temporary folders, programs and whatever else a story puts up; `strike` takes all of it down, last first. */
export class Stage {
  #endings = [];
  #struck = false;

  /** @param work takes down what was just put up */
  onStrike(work) {
    this.#endings.push(work);
  }

  /** A new folder outside the repository. */
  folder(name) {
    this.#mustStand();
    const path = mkdtempSync(join(tmpdir(), `portcullis-${name}-`));
    this.onStrike(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
    return path;
  }

  /** Starts a program that keeps running. */
  start(command, args, options) {
    this.#mustStand();
    const program = new Program(command, args, options);
    this.onStrike(() => program.kill());
    return program;
  }

  /**
   * Runs a program to its end.
   *
   * @param options.seconds it may take; default 60
   * @returns what it wrote to its standard output
   * @throws when it ends with another code than 0, with the end of what it wrote
   */
  async run(command, args, { seconds = 60, ...options }) {
    const program = this.start(command, args, options);
    const code = await program.ended(seconds);
    if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${program.words}`);
    return program.stdout;
  }

  /** @returns what could not be taken down, one message each */
  async strike() {
    this.#struck = true;
    const failures = [];
    for (const ending of this.#endings.splice(0).reverse()) {
      try {
        await ending();
      } catch (error) {
        failures.push(error.message);
      }
    }
    return failures;
  }

  /** Nobody would end what a stopped story still starts. */
  #mustStand() {
    if (this.#struck) throw new Error('The story is over.');
  }
}
