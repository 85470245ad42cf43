import { Clock } from '@portcullis/oauth';

/** The system's time, moved on demand. */
export class TestClock extends Clock {
  private offset = 0;

  override now(): number {
    return Date.now() + this.offset;
  }

  /** @param seconds forwards */
  advance(seconds: number): void {
    this.offset += seconds * 1000;
  }
}
