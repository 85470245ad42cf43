import { describe, expect, it } from '@jest/globals';
import { html, type HtmlValue } from './html.js';

describe('html', () => {
  it.each<[string, HtmlValue, string]>([
    ['text', `<b a="1" c='2'>&`, '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;'],
    ['a number', 0, '0'],
    ['null', null, ''],
    ['false', false, ''],
    ['markup', html`<i>${'<'}</i>`, '<i>&lt;</i>'],
    ['a list', ['<', html`<br />`], '&lt;<br />'],
  ])('prints %s safely', (_, value, markup) => {
    expect(html`${value}`.markup).toBe(markup);
  });

  it.each([undefined, true, { markup: '<script>' }])('refuses %p, a forgotten value', (value) => {
    expect(() => html`${value as HtmlValue}`).toThrow(TypeError);
  });
});
