/**
 * Many statements at once, or one unit alone.
 *
 * TypeORM gives every query of a SQLite DataSource the same connection, so a statement that runs while a
 * transaction is open lands inside it. A unit therefore waits until running statements have ended and holds new
 * ones back until it has committed.
 */
export class ExclusiveGate {
  private running = 0;
  private unit: Promise<void> | undefined;
  private drained: (() => void) | undefined;

  async statement<T>(work: () => Promise<T>): Promise<T> {
    while (this.unit) await this.unit;
    this.running++;
    try {
      return await work();
    } finally {
      if (--this.running === 0) this.drained?.();
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.unit) await this.unit;
    let end!: () => void;
    this.unit = new Promise((resolve) => (end = resolve));
    try {
      if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
      this.drained = undefined;
      return await work();
    } finally {
      this.unit = undefined;
      end();
    }
  }
}
