import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { companionsOf, contrast, legibleAccent, legibleOn } from './colour.js';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);
const ourCard = fc.constantFrom('#ffffff', '#181b24');

/** Degrees, for colours that have one. */
function hueOf(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  return (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI;
}

describe('an accent, whatever was registered', () => {
  it('can be read on the card and on its soft ground, and text can be read on it, also under the pointer', () => {
    fc.assert(
      fc.property(colour, fc.oneof(ourCard, colour), (registered, card) => {
        const { accent, accentStrong, accentSoft, accentInk } = legibleAccent(registered, card);
        for (const [text, ground] of [
          [accent, card],
          [accent, accentSoft],
          [accentStrong, card],
          [accentInk, accent],
          [accentInk, accentStrong],
        ] as const) {
          expect({ text, ground, legible: contrast(text, ground) >= 4.5 }).toEqual({
            text,
            ground,
            legible: true,
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves what is written on the card legible on the soft ground', () => {
    fc.assert(
      fc.property(colour, (registered) => {
        expect(contrast('#1a1d29', legibleAccent(registered, '#ffffff').accentSoft)).toBeGreaterThanOrEqual(
          4.5,
        );
        expect(contrast('#eceef4', legibleAccent(registered, '#181b24').accentSoft)).toBeGreaterThanOrEqual(
          4.5,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its hue, as far as a colour that dark or light has one', () => {
    fc.assert(
      fc.property(colour, ourCard, (registered, card) => {
        const values = [1, 3, 5].map((at) => parseInt(registered.slice(at, at + 2), 16));
        fc.pre(Math.max(...values) - Math.min(...values) > 120);
        const turned = Math.abs(hueOf(legibleAccent(registered, card).accent) - hueOf(registered));
        expect(Math.min(turned, 360 - turned)).toBeLessThan(30);
      }),
      { numRuns: 500 },
    );
  });

  it('is made the same every time', () => {
    fc.assert(
      fc.property(colour, ourCard, (registered, card) => {
        expect(legibleAccent(registered, card)).toEqual(legibleAccent(registered, card));
      }),
    );
  });
});

describe('a colour on a ground', () => {
  it('always has a lightness that can be read', () => {
    fc.assert(
      fc.property(colour, colour, (text, ground) => {
        expect(contrast(legibleOn(text, [ground]), ground)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });

  it('always has an ink that can be read on it', () => {
    fc.assert(
      fc.property(colour, colour, (accent, card) => {
        const { accentInk, accentStrong } = companionsOf(accent, card);
        expect(contrast(accentInk, accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(accentInk, accentStrong)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });
});
