import { describe, expect, it } from '@jest/globals';
import { questionIn, toAddress, type PreviewQuestion } from './preview-question.js';

describe('the question of a preview', () => {
  it('comes back from the address as it went there', () => {
    const questions: PreviewQuestion[] = [
      { clientId: '' },
      { clientId: 'wiki' },
      { clientId: 'wi ki&', user: 'ä', scopes: ['openid', 'a:b'], resource: 'https://a.example/?x=1' },
    ];
    for (const question of questions) expect(questionIn(toAddress(question, true))).toEqual(question);
  });

  it('says whether it is to be answered', () => {
    expect(toAddress({ clientId: 'wiki' }, false).has('shown')).toBe(false);
    expect(toAddress({ clientId: 'wiki' }, true).get('shown')).toBe('1');
  });
});
