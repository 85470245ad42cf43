import type { Clock } from './clock.js';

/**
 * Remembers answers for a moment, so that many who ask at once cost one look-up. What another process changes is seen
 * after at most that moment; a failure is nobody's answer.
 */
export class BriefMemory<T> {
  private readonly answers = new Map<string, { readonly found: Promise<T>; readonly until: number }>();

  /**
   * @param milliseconds for which an answer is believed
   * @param entries at most; the oldest goes first
   */
  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly entries: number,
  ) {}

  /** @param lookUp asked when nothing is remembered; nor is anything from before the clock was set back */
  get(name: string, lookUp: () => Promise<T>): Promise<T> {
    const now = this.clock.now();
    const known = this.answers.get(name);
    if (known && known.until > now && known.until - now <= this.milliseconds) return known.found;
    const found = lookUp();
    if (this.answers.size >= this.entries) this.answers.delete(this.answers.keys().next().value!);
    this.answers.set(name, { found, until: now + this.milliseconds });
    found.catch(() => this.answers.delete(name));
    return found;
  }

  forget(name: string): void {
    this.answers.delete(name);
  }
}
