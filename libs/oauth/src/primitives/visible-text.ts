const VISIBLE = /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
const MISLEADING = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/u;

/** Is there anything to see in it? Fillers and the blank Braille pattern look like spaces. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/**
 * Line breaks and direction marks would let a text dress up as another one on the consent page. Joiners are part of
 * Persian words and of emoji.
 */
export function isMisleading(text: string): boolean {
  return MISLEADING.test(text);
}
