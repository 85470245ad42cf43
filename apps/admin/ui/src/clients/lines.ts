export interface Line {
  /** As a person counts, from 1, empty lines included. */
  readonly number: number;
  readonly text: string;
}

/** The filled lines of a text area, without the space around them. */
export function filledLines(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
}
