import { describe, expect, it } from '@jest/globals';
import { pageLanguage } from '../pages/page-language.js';
import { renderProblemPage } from './problem-page.js';

describe('the problem page', () => {
  it('shows the subject of somebody who is not a member, escaped', () => {
    const html = renderProblemPage({
      kind: 'not-a-member',
      language: 'en',
      nonce: 'n',
      subject: '<svg onload="x">',
    });
    expect(html).toContain('<code>&#60;svg onload=&#34;x&#34;&#62;</code>');
    expect(html).not.toContain('<svg');
  });

  it('is Chinese for a Chinese browser', () => {
    const html = renderProblemPage({ kind: 'expired', language: 'zh-CN', nonce: 'n' });
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('本次登录已失效');
  });
});

describe('the language of a plain page', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['de, zh;q=0.5, en;q=0.3', 'zh-CN'],
    ['en-GB,en;q=0.9,zh;q=0.1', 'en'],
    ['de', 'en'],
    [undefined, 'en'],
  ])('for %j is %s', (header, language) => expect(pageLanguage(header)).toBe(language));
});
