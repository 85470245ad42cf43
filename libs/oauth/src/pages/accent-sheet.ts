import { legibleAccent, type Colour } from './colour.js';
import { schemeSheet } from './theme/scheme-sheet.js';
import type { ThemeTokens } from './theme/theme-tokens.js';

/**
 * The colours of a client as a style sheet: whatever was registered, text can be read in it and on it, on the light card
 * and on the dark one.
 *
 * @param colour as it was registered
 * @param tokens that say what the cards look like
 */
export function accentSheet(colour: Colour, tokens: ThemeTokens): string {
  const on = (card: Colour) => Object.entries(legibleAccent(colour, card));
  return schemeSheet(on(tokens.colourOf('card', 'light')), on(tokens.colourOf('card', 'dark')));
}
