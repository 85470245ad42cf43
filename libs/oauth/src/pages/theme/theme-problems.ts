/** A theme that cannot be shown as it was meant. Each line of the message begins with the place: `file:line: what`. */
export class ThemeError extends Error {
  override readonly name = 'ThemeError';
}

/** Collects what is wrong with a theme, so that its author learns everything at once. */
export class ThemeProblems {
  private readonly lines: string[] = [];

  /** @param line from 1; null for a file as a whole */
  add(file: string, line: number | null, what: string): void {
    this.lines.push(`${line === null ? file : `${file}:${line}`}: ${what}`);
  }

  /** @throws ThemeError */
  throwIfAny(): void {
    if (this.lines.length > 0) throw new ThemeError(this.lines.join('\n'));
  }
}
