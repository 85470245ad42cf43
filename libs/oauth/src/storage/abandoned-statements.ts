/**
 * What a MySQL or MariaDB server still does although nobody waits for it. Without its connection it goes on: it waits
 * for a lock as long as that takes, and then commits what its caller was told has failed (ADR 0027).
 */
export class AbandonedStatements {
  private readonly threads = new Set<number>();

  /** @param kill throws when the server cannot be told */
  constructor(private readonly kill: (thread: number) => Promise<void>) {}

  /** @param thread as the server numbers its connections */
  add(thread: number): void {
    const isFirst = this.threads.size === 0;
    this.threads.add(thread);
    if (isFirst) void this.end();
  }

  /** One after the other: they must not take the connections that requests wait for. */
  private async end(): Promise<void> {
    try {
      for (const thread of this.threads) {
        await this.kill(thread);
        this.threads.delete(thread);
      }
    } catch {
      // A server that cannot be reached: the next one that is abandoned tries again.
      this.threads.clear();
    }
  }
}
