import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { curlOf } from './curl.js';

/** What a shell makes of a command: the arguments that the program gets. */
function argumentsOf(command: string): string[] {
  const script = command.replace(/^curl/, `set --`) + `\nprintf '%s\\0' "$@"`;
  return execFileSync('/bin/sh', ['-c', script], { env: { TOKEN: 't0k3n' } })
    .toString()
    .split('\0')
    .slice(0, -1);
}

describe('a call as a curl command', () => {
  it('reads with the token of the shell', () => {
    expect(
      argumentsOf(curlOf({ method: 'get', address: '/api/clients?search=a&limit=5' }, 'https://a.example')),
    ).toEqual(['https://a.example/api/clients?search=a&limit=5', '-H', 'Authorization: Bearer t0k3n']);
  });

  it.each(["it's", '$(touch /tmp/x)', '`id`', 'a\\', '"', '统一\n密码', "'; id; '"])(
    'sends %j as it is',
    (name) => {
      const command = curlOf(
        { method: 'patch', address: '/api/clients/a', body: { name }, ifMatch: 3 },
        'https://a.example',
      );
      const given = argumentsOf(command);
      expect(given).toContain('If-Match: "3"');
      expect(JSON.parse(given.at(-1)!)).toEqual({ name });
    },
  );
});
