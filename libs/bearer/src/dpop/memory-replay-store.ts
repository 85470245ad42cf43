import { ReplayStore } from './replay-store.js';

/**
 * Remembers used proofs in this process. When it is full of proofs that could still be replayed it claims nothing more
 * and says so: forgetting one early would let it be used twice.
 */
export class MemoryReplayStore extends ReplayStore {
  private readonly used = new Set<string>();
  /** Keys by the second in which they may be forgotten; there are as many seconds as a proof lives. */
  private readonly ends = new Map<number, string[]>();
  private sweptAt = 0;

  /**
   * @param limit number of proofs, about 200 bytes each
   * @param now the clock, milliseconds since 1970
   */
  constructor(
    private readonly limit: number,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  override async claim(key: Buffer, until: number): Promise<boolean> {
    this.sweep();
    const text = key.toString('latin1');
    if (this.used.has(text)) return false;
    if (this.used.size >= this.limit) throw new Error(`${this.limit} proofs are in use at once`);
    this.used.add(text);
    const second = Math.ceil(until);
    const others = this.ends.get(second);
    if (others) others.push(text);
    else this.ends.set(second, [text]);
    return true;
  }

  get size(): number {
    return this.used.size;
  }

  private sweep(): void {
    const second = Math.floor(this.now() / 1000);
    if (second === this.sweptAt) return;
    this.sweptAt = second;
    for (const [end, keys] of this.ends) {
      if (end >= second) continue;
      keys.forEach((key) => this.used.delete(key));
      this.ends.delete(end);
    }
  }
}
