import { describe, expect, it } from '@jest/globals';
import { isMisleading, isVisible } from './visible-text.js';

describe('text', () => {
  it.each(['a', '登录', ' x ', '🪽', '\u200ba'])('%j is visible', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  it.each(['', ' ', '\u3000', '\u200b\ufeff', '\u0301', '\u3164', '\u2800'])('%j is not', (text) => {
    expect(isVisible(text)).toBe(false);
  });

  it.each(['a\nb', 'a\0', '\u202eb', '\u200b', '\u2028', '\ue000'])('%j misleads', (text) => {
    expect(isMisleading(text)).toBe(true);
  });

  it.each(['Café №1', 'می\u200cخواهم', '👩\u200d🚀'])('%j does not', (text) => {
    expect(isMisleading(text)).toBe(false);
  });
});
