import type { MachineStory } from '../machine/machine-story.js';
import type { PendingSignUp } from '../sign-up/pending-sign-up.js';
import type { Story } from '../story/story.js';

/** What the demo remembers about one browser. */
export class Session {
  story: Story | null = null;
  machine: MachineStory | null = null;
  private pending: PendingSignUp | null = null;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    public id: string,
    readonly startedAt: Date,
  ) {}

  expect(pending: PendingSignUp): void {
    this.pending = pending;
  }

  /** Hands the pending sign-up out once: state, nonce and verifier are good for one answer. */
  takePending(): PendingSignUp | null {
    const pending = this.pending;
    this.pending = null;
    return pending;
  }

  /**
   * Lets one piece of work after the other touch the tokens. Two clicks on "refresh" would otherwise send one
   * refresh token twice, which looks like theft to the authorization server (RFC 9700 section 4.14.2).
   */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
