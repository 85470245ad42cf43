import { isLoopback } from '../primitives/loopback.js';

/**
 * The address if following it is harmless, else null: escaping leaves `javascript:` as it is. Plain http is
 * for loopback addresses, where development happens.
 */
export function followable(href: string | null): string | null {
  if (href === null) return null;
  if (/^\/(?![/\\])/.test(href)) return href;
  if (!URL.canParse(href)) return null;
  const { protocol, hostname } = new URL(href);
  const isHarmless =
    protocol === 'https:' || protocol === 'mailto:' || (protocol === 'http:' && isLoopback(hostname));
  return isHarmless ? href : null;
}
