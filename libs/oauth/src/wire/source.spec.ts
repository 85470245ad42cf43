import { describe, expect, it } from '@jest/globals';
import { sourceOf } from './source.js';

describe('a source', () => {
  it.each([
    ['an IPv4 address', '192.0.2.7', '192.0.2.7'],
    ['an IPv4 address in IPv6 clothes', '::ffff:192.0.2.7', '192.0.2.7'],
    ['the /64 of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['the same written short', '2001:DB8:1:2::', '2001:db8:1:2'],
    ['groups with leading zeros', '2001:0db8:0001:0002:ffff::1', '2001:db8:1:2'],
    ['loopback', '::1', '0:0:0:0'],
    ['an address with a zone', 'fe80::1%eth0', 'fe80:0:0:0'],
  ])('is %s', (_, ip, source) => {
    expect(sourceOf({ ip })).toBe(source);
  });

  it('tells neighbouring networks apart', () => {
    expect(sourceOf({ ip: '2001:db8:1:2::1' })).not.toBe(sourceOf({ ip: '2001:db8:1:3::1' }));
  });

  it.each(['unknown', '_hidden', '192.0.2.7:80', 'x'.repeat(100)])('is nobody’s when it is %s', (ip) => {
    expect(sourceOf({ ip })).toBe('');
  });

  it('of a connection that is gone is one of its own', () => {
    expect(sourceOf({})).toBe('');
  });
});
