import { describe, expect, it } from '@jest/globals';
import { credentialsPath } from './credentials.js';

const URL = 'mysql://root@127.0.0.1:3306/story';

describe('credentialsPath', () => {
  it('puts the credentials of an embedded story beside its file', () => {
    expect(credentialsPath('sqlite:.portcullis/story-4000.sqlite')).toBe('.portcullis/story-4000.json');
  });

  it.each([
    ['another user and password', 'mysql://ada:secret@127.0.0.1:3306/story'],
    ['the default port left out', 'mysql://root@127.0.0.1/story'],
    ['another name of this machine', 'mysql://root@localhost/story'],
    ['the other scheme', 'mariadb://root@127.0.0.1:3306/story'],
    ['a parameter', 'mysql://root@127.0.0.1:3306/story?ssl=true'],
  ])('is the same for the same database with %s', (_, other) => {
    expect(credentialsPath(other)).toBe(credentialsPath(URL));
  });

  it.each([
    ['schema', 'mysql://root@127.0.0.1:3306/story2'],
    ['port', 'mysql://root@127.0.0.1:3307/story'],
    ['host', 'mysql://root@db.example:3306/story'],
  ])('is another for another %s', (_, other) => {
    expect(credentialsPath(other)).not.toBe(credentialsPath(URL));
  });

  it('does not tell the address', () => {
    expect(credentialsPath(URL)).toMatch(/^\.portcullis\/database-[0-9a-f]{16}\.json$/);
  });

  it('knows an SQLite file by its place', () => {
    expect(credentialsPath('sqlite:data/../a.sqlite')).toBe(credentialsPath('sqlite:./a.sqlite'));
    expect(credentialsPath('sqlite:b.sqlite')).not.toBe(credentialsPath('sqlite:a.sqlite'));
  });
});
