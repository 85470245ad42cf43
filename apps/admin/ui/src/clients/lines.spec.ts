import { describe, expect, it } from '@jest/globals';
import { filledLines } from './lines.js';

describe('the lines of a text area', () => {
  it('keep their numbers when some are empty', () => {
    expect(filledLines('a\n\n  b  \r\nc\n')).toEqual([
      { number: 1, text: 'a' },
      { number: 3, text: 'b' },
      { number: 4, text: 'c' },
    ]);
  });

  it('are none when nothing is written', () => expect(filledLines(' \n\t')).toEqual([]));
});
