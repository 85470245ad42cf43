/** Markup that may be put into a page as it is. Only `html` makes one, so text can never pass for markup. */
export class Html {
  constructor(readonly markup: string) {}
}

/** `null` and `false` print nothing; `undefined` is refused, because it is a forgotten value. */
export type HtmlValue = Html | string | number | boolean | null | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Tag for templates: escapes every value, for text and for quoted attributes alike. */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(String.raw({ raw: literals }, ...values.map(toMarkup)));
}

function toMarkup(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(toMarkup).join('');
  if (value === null || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  }
  throw new TypeError(`A page template got ${String(value)} where text was expected.`);
}
