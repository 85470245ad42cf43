import { contrast, LEGIBLE, legibleAlone, legibleOn, type Colour } from '../colour.js';
import type { ThemeTokens } from './theme-tokens.js';
import type { Scheme } from './token-names.js';

/** What is text, and on which ground it stands somewhere on the pages. */
const PAIRS: readonly (readonly [text: string, ground: string])[] = [
  ['ink', 'card'],
  ['ink', 'page'],
  ['ink', 'field'],
  ['ink', 'accentSoft'],
  ['inkSoft', 'card'],
  ['inkSoft', 'page'],
  ['inkSoft', 'fieldFixed'],
  ['accent', 'card'],
  ['accent', 'accentSoft'],
  ['accentStrong', 'card'],
  ['accentInk', 'accent'],
  ['accentInk', 'accentStrong'],
  ['good', 'card'],
  ['warn', 'card'],
  ['warn', 'warnSoft'],
  ['bad', 'card'],
  ['bad', 'badSoft'],
];

/** One line for each pair of tokens in which text would be hard to read: what, where, how much, and what would do. */
export function contrastWarnings(tokens: ThemeTokens): string[] {
  return (['light', 'dark'] as const).flatMap((scheme) =>
    PAIRS.flatMap(([text, ground]) => warningAbout(tokens, text, ground, scheme)),
  );
}

function warningAbout(tokens: ThemeTokens, text: string, ground: string, scheme: Scheme): string[] {
  const [colour, behind] = [tokens.colourOf(text, scheme), tokens.colourOf(ground, scheme)];
  const ratio = contrast(colour, behind);
  if (ratio >= LEGIBLE) return [];
  // Rounded down: 4.49 is not enough, and must not be told as 4.5.
  const shown = (Math.floor(ratio * 100) / 100).toFixed(2);
  return [
    `${scheme}: ${text} ${colour} on ${ground} ${behind} has a contrast of ${shown}:1, and text needs ${LEGIBLE}:1. ` +
      `"${text}": "${advice(tokens, text, scheme)}" would do.`,
  ];
}

/** What can be read wherever this text stands. */
function advice(tokens: ThemeTokens, text: string, scheme: Scheme): Colour {
  const colour = tokens.colourOf(text, scheme);
  if (text === 'accent') return legibleAlone(colour, tokens.colourOf('card', scheme));
  const grounds = PAIRS.filter(([name]) => name === text).map(([, ground]) =>
    tokens.colourOf(ground, scheme),
  );
  return legibleOn(colour, grounds);
}
