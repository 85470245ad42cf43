import { AtRule, CssSyntaxError, parse, type Declaration } from 'postcss';
import type { ThemeProblems } from './theme-problems.js';

/**
 * Looks through the style sheet of a host for what would be silently missing on the pages: what does not parse, and what
 * their Content-Security-Policy blocks.
 *
 * @param problems hears of it
 */
export function checkStyleSheet(file: string, text: string, problems: ThemeProblems): void {
  try {
    const sheet = parse(text, { from: file });
    sheet.walkAtRules(/^import$/i, (rule) => {
      problems.add(file, lineOf(rule), '@import is not followed. Write it all into this one file.');
    });
    sheet.walkDecls((declaration) => {
      for (const address of addressesIn(declaration.value)) {
        const problem = problemOf(address, isFontSource(declaration));
        if (problem !== null) problems.add(file, lineOf(declaration, address), problem);
      }
    });
  } catch (error) {
    if (!(error instanceof CssSyntaxError)) throw error;
    problems.add(file, error.line ?? 1, `this is no style sheet: ${error.reason}`);
  }
}

/** What `url()`, `src()` and `image-set()` name, and anything that begins as an address does. */
function addressesIn(value: string): string[] {
  const calls = [...value.matchAll(/\b(?:url|src)\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*?))\s*\)/gi)];
  const strings = /image-set\(/i.test(value) ? [...value.matchAll(/"([^"]*)"|'([^']*)'/g)] : [];
  const named = [...calls, ...strings].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  return [...new Set(named)];
}

function problemOf(address: string, isFont: boolean): string | null {
  if (/^data:/i.test(address)) {
    return isFont
      ? 'a font in a data: address is blocked by the policy of the pages. Serve it from this host.'
      : null;
  }
  const isForeign = /^[a-z][a-z0-9+.-]*:/i.test(address) || /^[/\\]{2}/.test(address);
  return isForeign
    ? `"${address.slice(0, 100)}" is on another host, and the policy of the pages blocks what is. ` +
        'Serve it from this host and write its path, such as "/static/wave.svg".'
    : null;
}

function isFontSource({ prop, parent }: Declaration): boolean {
  return (
    prop.toLowerCase() === 'src' && parent instanceof AtRule && parent.name.toLowerCase() === 'font-face'
  );
}

function lineOf(node: AtRule | Declaration, word?: string): number {
  return node.positionBy(word === undefined ? {} : { word }).line;
}
