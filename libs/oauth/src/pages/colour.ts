/** A colour as `#rrggbb`. */
export type Colour = string;

/** Contrast that text needs (WCAG 2.2, success criterion 1.4.3). */
export const LEGIBLE = 4.5;

const BLACK = '#000000';
const WHITE = '#ffffff';

type Triple = readonly [number, number, number];

/** The colour in its long form and small letters; null for anything but `#rgb` and `#rrggbb`. */
export function readColour(text: string): Colour | null {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase();
  if (/^#[0-9a-f]{3}$/i.test(text))
    return `#${[...text.slice(1)].map((digit) => digit + digit).join('')}`.toLowerCase();
  return null;
}

/** Contrast ratio of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(one: Colour, other: Colour): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The least contrast of a colour on any of these grounds. */
function leastContrast(colour: Colour, grounds: readonly Colour[]): number {
  return Math.min(...grounds.map((ground) => contrast(colour, ground)));
}

/**
 * The same hue with the nearest lightness in which text can be read on all these grounds. On one ground there always is
 * one; on several that are far apart there may be none, and then it is the better of black and white.
 */
export function legibleOn(colour: Colour, grounds: readonly Colour[]): Colour {
  const fits = (candidate: Colour): boolean => leastContrast(candidate, grounds) >= LEGIBLE;
  if (fits(colour)) return colour;
  const found = [BLACK, WHITE].filter(fits).map((extreme) => nearest(colour, extreme, fits));
  found.sort((one, other) => one.distance - other.distance);
  if (found[0] !== undefined) return found[0].colour;
  return leastContrast(BLACK, grounds) > leastContrast(WHITE, grounds) ? BLACK : WHITE;
}

/** On the way to black or white, which fits, the first lightness that does. */
function nearest(
  colour: Colour,
  extreme: Colour,
  fits: (candidate: Colour) => boolean,
): { readonly colour: Colour; readonly distance: number } {
  const [lightness, chroma, hue] = toLch(colour);
  let best = extreme;
  let [far, near] = [extreme === BLACK ? 0 : 1, lightness];
  for (let halving = 0; halving < 12; halving++) {
    const middle = (far + near) / 2;
    const candidate = fromLch([middle, chroma, hue]);
    if (fits(candidate)) [far, best] = [middle, candidate];
    else near = middle;
  }
  return { colour: best, distance: Math.abs(lightness - far) };
}

/** How an accent appears: as text, under the pointer, as a ground, and with text on it. */
export interface AccentColours {
  readonly accent: Colour;
  readonly accentStrong: Colour;
  readonly accentSoft: Colour;
  readonly accentInk: Colour;
}

/**
 * What goes with an accent that is taken as it is.
 *
 * @param card the ground on which it stands
 */
export function companionsOf(accent: Colour, card: Colour): Omit<AccentColours, 'accent'> {
  const isLighter = luminance(accent) > luminance(card);
  const [lightness, chroma, hue] = toLch(accent);
  const shifted = fromLch([Math.min(1, Math.max(0, lightness + (isLighter ? 0.07 : -0.07))), chroma, hue]);
  const inks = isLighter ? [fromLch([0.19, Math.min(chroma, 0.04), hue]), BLACK, WHITE] : [WHITE, BLACK];
  const accentInk = inks.find((ink) => leastContrast(ink, [accent, shifted]) >= LEGIBLE);
  return {
    accentSoft: softOn(accent, card),
    accentStrong: accentInk === undefined ? accent : shifted,
    accentInk: accentInk ?? (contrast(BLACK, accent) > contrast(WHITE, accent) ? BLACK : WHITE),
  };
}

/** The nearest accent that can be read on the card, and on the soft ground that is made of it. */
export function legibleAlone(colour: Colour, card: Colour): Colour {
  let accent = colour;
  for (let round = 0; round < 20; round++) {
    const next = legibleOn(accent, [card, softOn(accent, card)]);
    if (next === accent) break;
    accent = next;
  }
  return accent;
}

/**
 * Makes of any colour one in which text can be read: it on the card and on its own soft ground, and text on it. The
 * hue stays; only as much lightness changes as is needed.
 */
export function legibleAccent(colour: Colour, card: Colour): AccentColours {
  const soft = softOn(colour, card);
  const accent = legibleOn(colour, [card, soft]);
  // A card of middle grey leaves no room for a second ground.
  if (leastContrast(accent, [card, soft]) >= LEGIBLE)
    return { accent, ...companionsOf(accent, card), accentSoft: soft };
  const onCard = legibleOn(colour, [card]);
  return { accent: onCard, ...companionsOf(onCard, card), accentSoft: card };
}

/** The card with a breath of the colour. */
function softOn(colour: Colour, card: Colour): Colour {
  const share = luminance(card) > 0.18 ? 0.09 : 0.16;
  const [from, to] = [toLab(card), toLab(colour)];
  return fromLab(from.map((value, at) => value + (to[at]! - value) * share) as unknown as Triple);
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: Colour): number {
  const [r, g, b] = toLinear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function toLinear(colour: Colour): Triple {
  return [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function fromLinear(linear: Triple): Colour {
  const digits = linear.map((value) => {
    const light = Math.min(1, Math.max(0, value));
    const gamma = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(gamma * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

/** OKLab (Björn Ottosson), in which equal steps look equal and a hue stays the same from dark to light. */
function toLab(colour: Colour): Triple {
  const [r, g, b] = toLinear(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toLinearRgb([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function fromLab(lab: Triple): Colour {
  return fromLinear(toLinearRgb(lab));
}

/** Lightness from 0 to 1, chroma, hue in radians. */
function toLch(colour: Colour): Triple {
  const [lightness, a, b] = toLab(colour);
  return [lightness, Math.hypot(a, b), Math.atan2(b, a)];
}

/** Screens cannot show every chroma in every lightness: then it is as much as they can. */
function fromLch([lightness, chroma, hue]: Triple): Colour {
  const at = (strength: number): Triple =>
    toLinearRgb([lightness, strength * Math.cos(hue), strength * Math.sin(hue)]);
  const isShown = (linear: Triple): boolean => linear.every((value) => value > -0.0005 && value < 1.0005);
  if (isShown(at(chroma))) return fromLinear(at(chroma));
  let [least, most] = [0, chroma];
  for (let halving = 0; halving < 16; halving++) {
    const middle = (least + most) / 2;
    if (isShown(at(middle))) least = middle;
    else most = middle;
  }
  return fromLinear(at(least));
}
