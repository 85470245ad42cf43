import { Stage } from './stage.mjs';

/** Ends a story whose next steps make no sense any more; the reason has been said already. */
class Unproven extends Error {}

/** Counts what is proven and says it, one line per claim. */
export class Proof {
  #passed = 0;
  #failed = 0;
  #closed = false;

  /**
   * Proves one thing that everything after it needs: when it fails, the story ends.
   *
   * @param text what is claimed
   * @param work throws when the claim does not hold
   * @returns what the work returned
   */
  async need(text, work) {
    try {
      const result = await work();
      if (!this.#closed) this.#affirm(text);
      return result;
    } catch (error) {
      if (!this.#closed) this.refute(text, error);
      throw new Unproven(text);
    }
  }

  /** The same, but when it fails, the story goes on. */
  async claim(text, work) {
    await this.need(text, work).catch(() => undefined);
  }

  refute(text, error) {
    this.#failed++;
    console.log(`not ok  ${text}`);
    console.log(String(error?.message ?? error).replace(/^/gm, '    '));
  }

  #affirm(text) {
    this.#passed++;
    console.log(`ok  ${text}`);
  }

  /** What a stopped story still does says nothing any more. */
  close() {
    this.#closed = true;
  }

  get failed() {
    return this.#failed;
  }

  get summary() {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}

/**
 * Runs a story of claims, takes down what it put up, and ends the process: code 0 when everything was proven.
 *
 * @param minutes the story fails when it takes longer
 * @param story gets a Proof, and a Stage for folders and programs
 */
export async function prove(minutes, story) {
  const proof = new Proof();
  const stage = new Stage();
  const stopped = new Promise((_, reject) => {
    const stop = (why) => reject(new Error(why));
    setTimeout(() => stop(`It took longer than ${minutes} minutes.`), minutes * 60_000).unref();
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(`Stopped by ${signal}.`));
  });
  const told = story(proof, stage);
  told.catch(() => undefined);
  try {
    await Promise.race([told, stopped]);
  } catch (error) {
    if (!(error instanceof Unproven)) proof.refute('the story runs to its end', error);
  }
  proof.close();
  for (const failure of await stage.strike()) proof.refute('nothing is left behind', failure);
  console.log(proof.summary);
  process.exit(proof.failed === 0 ? 0 : 1);
}
