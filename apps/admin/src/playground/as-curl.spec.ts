import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { asCurl } from './as-curl.js';

describe('a request as curl', () => {
  it('has the words of the request, whatever they hold, and no secret', () => {
    const form = new URLSearchParams({ code: 'it\'s $HOME `id` "x"', state: 'a\nb' });
    const command = asCurl({
      step: 'token',
      url: "https://sso.example.com/oauth/token?'x'",
      form,
      as: { kind: 'client', clientId: 'portcullis-playground', secret: 'pcs_secret' },
    });
    expect(command).not.toContain('pcs_secret');
    const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
    const words = execFileSync('sh', ['-c', script], { env: { CLIENT_SECRET: 'from the shell' } });
    expect(words.toString().split('\0').slice(0, -1)).toEqual([
      '--silent',
      "https://sso.example.com/oauth/token?'x'",
      '--user',
      'portcullis-playground:from the shell',
      '--data-urlencode',
      `code=${form.get('code')}`,
      '--data-urlencode',
      'state=a\nb',
    ]);
  });
});
