import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on the terminal. Answers may also come through a pipe, a line each. */
export class Prompt {
  private hidden = false;
  private readonly terminal = process.stdin.isTTY === true;
  private readonly lines;
  private readonly piped;

  constructor() {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        // What is typed in answer to a hidden question is not echoed.
        if (!this.hidden) process.stderr.write(chunk);
        done();
      },
    });
    this.lines = createInterface({ input: process.stdin, output, terminal: this.terminal });
    this.piped = this.terminal ? undefined : this.lines[Symbol.asyncIterator]();
  }

  /** @throws Error when there is nothing to read */
  async ask(question: string): Promise<string> {
    if (this.piped) return this.next(question);
    return this.lines.question(`${question}: `);
  }

  /** @throws Error when there is nothing to read */
  async askHidden(question: string): Promise<string> {
    if (this.piped) return this.next(question);
    process.stderr.write(`${question}: `);
    this.hidden = true;
    try {
      return await this.lines.question('');
    } finally {
      this.hidden = false;
      process.stderr.write('\n');
    }
  }

  get isTerminal(): boolean {
    return this.terminal;
  }

  close(): void {
    this.lines.close();
  }

  private async next(question: string): Promise<string> {
    const { value, done } = await this.piped!.next();
    if (done)
      throw new Error(`${question}: nothing was given. Run this in a terminal, or write it to its input.`);
    return value;
  }
}
