import { describe, expect, it } from '@jest/globals';
import { InvalidOptions } from '../oauth.option-checks.js';
import { isMailAddress, readSender, resolveMail, type MailOptions } from './mail.options.js';

const FROM = 'Example <sso@example.com>';

function refusal(mail: object): string {
  try {
    resolveMail(mail as MailOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidOptions);
    return (error as Error).message.replace('OAuthModule cannot start: ', '');
  }
  return 'was accepted';
}

describe('the mail option', () => {
  it('may be absent', () => {
    expect(resolveMail(undefined)).toBeNull();
  });

  it.each([
    { from: FROM, smtp: 'smtps://user:pa%40ss@mail.example.com:465' },
    { from: 'sso@example.com', smtp: 'smtp://mail.example.com' },
    { from: FROM, smtp: 'smtp://[::1]:2525/' },
    { folder: '.portcullis/mail' },
    { from: FROM, folder: '/var/tmp/mail' },
  ])('is kept and frozen: %j', (mail) => {
    const resolved = resolveMail(mail as MailOptions);
    expect(resolved).toEqual(mail);
    expect(Object.isFrozen(resolved)).toBe(true);
  });

  it.each([
    [{}, '"mail" names no way or two.'],
    [{ from: FROM, smtp: 'smtps://a', folder: 'b' }, '"mail" names no way or two.'],
    [{ from: FROM, smtps: 'smtps://a' }, 'there is no option "mail.smtps". Known are from, smtp, folder.'],
    [{ smtp: 'smtps://mail.example.com' }, '"mail.from" is missing.'],
    [{ from: 'Example', folder: 'a' }, '"mail.from" is no sender.'],
    [{ from: 'Example <a@b.example>\r\nBcc: c@d.example', folder: 'a' }, '"mail.from" is no sender.'],
    [{ folder: '' }, '"mail.folder" is no path.'],
    [{ from: FROM, smtp: 'mail.example.com' }, '"mail.smtp" is no URL.'],
    [{ from: FROM, smtp: 'https://mail.example.com' }, '"mail.smtp" is no address of a mail server.'],
    [{ from: FROM, smtp: 'smtps:mail' }, '"mail.smtp" is no address of a mail server.'],
    [
      { from: FROM, smtp: 'smtps://mail.example.com/?tls.rejectUnauthorized=false' },
      '"mail.smtp" has a path, a query or a fragment, and there are no such settings.',
    ],
    [{ from: FROM, smtp: 'smtps://mail.example.com/x' }, '"mail.smtp" has a path, a query or a fragment'],
    [{ from: FROM, smtp: 'smtps://user@mail.example.com' }, '"mail.smtp" has a user without a password'],
    [{ from: FROM, smtp: 'smtps://user:100%@mail.example.com' }, '"mail.smtp" has a "%"'],
  ])('refuses %j', (mail, message) => {
    expect(refusal(mail)).toMatch(new RegExp(`^${message.replace(/[.?|()[\]]/g, '\\$&')}`));
  });

  it('never repeats the password of a URL that it refuses', () => {
    for (const smtp of [
      'smtps://user:hunter2@mail.example.com/?a=b',
      'smtpz://user:hunter2@mail',
      'hunter2',
    ]) {
      expect(refusal({ from: FROM, smtp })).not.toContain('hunter2');
    }
  });
});

describe('a sender', () => {
  it.each([
    ['sso@example.com', { name: '', address: 'sso@example.com' }],
    ['Example <sso@example.com>', { name: 'Example', address: 'sso@example.com' }],
    ['<sso@example.com>', { name: '', address: 'sso@example.com' }],
    ['示例 <sso@例子.example>', { name: '示例', address: 'sso@例子.example' }],
    ['sso', undefined],
    ['Example <sso>', undefined],
  ])('of %p', (from, sender) => {
    expect(readSender(from)).toEqual(sender);
  });
});

describe('an address', () => {
  it.each(['ada@example.com', "o'brien+sso@mail.example.co.uk", '用户@例子.example'])(
    'may be %s',
    (address) => {
      expect(isMailAddress(address)).toBe(true);
    },
  );

  it.each([
    ['two in a list', 'ada@example.com,eve@evil.example'],
    ['two with a semicolon', 'ada@example.com;eve@evil.example'],
    ['a named one', 'Ada <ada@example.com>'],
    ['a header', 'ada@example.com\r\nBcc: eve@evil.example'],
    ['a space', 'ada @example.com'],
    ['a route', '@evil.example:ada@example.com'],
    ['a quoted part', '"ada eve"@example.com'],
    ['no host', 'ada@'],
    ['no name', '@example.com'],
    ['two signs', 'ada@eve@example.com'],
    ['a control character', 'ada\0@example.com'],
    ['a very long name', `${'a'.repeat(65)}@example.com`],
    ['nothing', ''],
    ['a list', ['ada@example.com']],
    ['nothing at all', undefined],
  ])('is not %s', (_, address) => {
    expect(isMailAddress(address)).toBe(false);
  });
});
