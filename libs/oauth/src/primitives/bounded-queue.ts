/** Work that is done a few at a time; so many may wait for their turn, and the next one is refused. */
export class BoundedQueue {
  private atWork = 0;
  private readonly line: (() => void)[] = [];

  /**
   * @param atOnce how many run at the same time
   * @param limit how many may wait
   * @param whenFull what the next one is refused with
   */
  constructor(
    private readonly atOnce: number,
    private readonly limit: number,
    private readonly whenFull: () => Error,
  ) {}

  get running(): number {
    return this.atWork;
  }

  get waiting(): number {
    return this.line.length;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.atWork >= this.atOnce) {
      if (this.line.length >= this.limit) throw this.whenFull();
      await new Promise<void>((resolve) => this.line.push(resolve));
    } else {
      this.atWork++;
    }
    try {
      return await work();
    } finally {
      // The next one takes over the place: nobody who comes just now can slip in before it.
      const next = this.line.shift();
      if (next) next();
      else this.atWork--;
    }
  }
}
