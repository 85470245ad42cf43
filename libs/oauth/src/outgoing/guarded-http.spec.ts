import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import { createServer, type AddressInfo } from 'node:net';

type Callback = (error: Error | null, addresses: LookupAddress[]) => void;

/** What the name server says, one answer after the other. */
let answers: string[][] = [];
const lookup = jest.fn((_name: string, _options: object, callback: Callback) => {
  const addresses = answers.shift() ?? [];
  callback(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
});
jest.unstable_mockModule('node:dns', () => ({ lookup }));
const { GuardedHttp } = await import('./guarded-http.js');

describe('a name', () => {
  beforeEach(() => {
    lookup.mockClear();
  });

  it.each([
    ['inside', ['127.0.0.1']],
    ['inside by IPv6', ['::1']],
    ['inside in IPv6 clothes', ['::ffff:10.0.0.1']],
    ['to metadata of a cloud', ['169.254.169.254']],
    ['outside and inside', ['93.184.215.14', '127.0.0.1']],
    ['inside and outside', ['127.0.0.1', '93.184.215.14']],
    ['nowhere', []],
  ])('that leads %s is refused', async (_, addresses) => {
    answers = [addresses];
    const answer = new GuardedHttp().send('https://name.example/', { maxBytes: 10 });
    await expect(answer).rejects.toThrow('not a public address');
  });

  it('that leads elsewhere at its second look-up was looked up once, and is refused the next time', async () => {
    let hits = 0;
    const trap = createServer((socket) => {
      hits++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.2', resolve));
    const { port } = trap.address() as AddressInfo;
    // One loopback address stands for the world, so that something listens there.
    class World extends GuardedHttp {
      override mayReach(address: string): boolean {
        return address === '127.0.0.2' || super.mayReach(address);
      }
    }
    answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.2']];
    const http = new World();
    const ask = (): Promise<unknown> => http.send(`https://name.example:${port}/`, { maxBytes: 10 });
    await expect(ask()).rejects.toThrow();
    expect([hits, lookup.mock.calls.length]).toEqual([1, 1]);
    await expect(ask()).rejects.toThrow('not a public address');
    expect([hits, lookup.mock.calls.length]).toEqual([1, 2]);
    await new Promise((resolve) => trap.close(resolve));
  });
});
