import { describe, expect, it } from '@jest/globals';
import { companionsOf, contrast, legibleAccent, legibleOn, readColour } from './colour.js';

describe('readColour', () => {
  it.each([
    ['#364FC7', '#364fc7'],
    ['#fA0', '#ffaa00'],
    ['#000000', '#000000'],
  ])('takes %s as %s', (text, colour) => {
    expect(readColour(text)).toBe(colour);
  });

  it.each(['', 'red', '364fc7', '#36', '#36fc', '#364fc', '#364fc7ff', '#ggg', ' #fff', 'rgb(0 0 0)'])(
    'takes %p for no colour',
    (text) => {
      expect(readColour(text)).toBeNull();
    },
  );
});

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#000000', 21],
    ['#777777', '#777777', 1],
    // Examples of WCAG's own tools.
    ['#767676', '#ffffff', 4.54],
    ['#0000ff', '#ffffff', 8.59],
  ])('of %s and %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  });
});

describe('legibleOn', () => {
  it('leaves alone what can be read', () => {
    expect(legibleOn('#364fc7', ['#ffffff'])).toBe('#364fc7');
  });

  it('darkens on a light ground and lightens on a dark one, and stays as near as it can', () => {
    const onLight = legibleOn('#f59f00', ['#ffffff']);
    const onDark = legibleOn('#364fc7', ['#181b24']);
    expect(contrast(onLight, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(onLight, '#ffffff')).toBeLessThan(4.8);
    expect(contrast(onDark, '#181b24')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(onDark, '#181b24')).toBeLessThan(4.8);
  });

  it('is black or white, whichever is better, where nothing fits all grounds', () => {
    expect(legibleOn('#888888', ['#444444', '#dddddd'])).toBe('#000000');
    expect(legibleOn('#888888', ['#222222', '#cccccc'])).toBe('#ffffff');
  });
});

describe('legibleAccent', () => {
  it('takes a colour as it is where that can be read', () => {
    expect(legibleAccent('#364fc7', '#ffffff')).toEqual({
      accent: '#364fc7',
      accentStrong: '#2638af',
      accentSoft: '#ebeffc',
      accentInk: '#ffffff',
    });
  });
});

describe('companionsOf', () => {
  it('takes the accent as it is, and finds the ink that can be read on it', () => {
    expect(companionsOf('#ffd43b', '#ffffff').accentInk).not.toBe('#ffffff');
    expect(contrast(companionsOf('#ffd43b', '#ffffff').accentInk, '#ffd43b')).toBeGreaterThanOrEqual(4.5);
  });
});
