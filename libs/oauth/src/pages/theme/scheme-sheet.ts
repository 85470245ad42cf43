import { TOKENS, type Scheme } from './token-names.js';

type Values = Iterable<readonly [token: string, value: string]>;

/** On paper the pages are light. */
const MEDIA: Readonly<Record<Scheme, string>> = {
  light: 'print, (prefers-color-scheme: light)',
  dark: 'screen and (prefers-color-scheme: dark)',
};

/** A style sheet that sets tokens, for each colour scheme its own. It is linked after ours. */
export function schemeSheet(light: Values, dark: Values): string {
  return block('light', light) + block('dark', dark);
}

function block(scheme: Scheme, values: Values): string {
  const declarations = [...values].map(([name, value]) => `    ${TOKENS.get(name)!.property}: ${value};\n`);
  if (declarations.length === 0) return '';
  return `@media ${MEDIA[scheme]} {\n  :root {\n${declarations.join('')}  }\n}\n`;
}
