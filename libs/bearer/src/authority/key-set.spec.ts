import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { KeySet } from './key-set.js';

Logger.overrideLogger(false);

let time: number;
let fetches: number;
let answer: () => Promise<JSONWebKeySet>;
let keys: KeySet;

const jwk = async (kid: string): Promise<JWK> => ({
  ...(await exportJWK((await generateKeyPair('ES256')).publicKey)),
  kid,
  alg: 'ES256',
});
const header = (kid: string) => ({ alg: 'ES256', kid });

beforeEach(async () => {
  time = 1_000_000;
  fetches = 0;
  const first = await jwk('first');
  answer = async () => ({ keys: [first] });
  keys = new KeySet(
    () => {
      fetches += 1;
      return answer();
    },
    { cacheSeconds: 300, cooldownSeconds: 1 },
    () => time,
  );
});

describe('KeySet', () => {
  it('fetches nothing before it is asked, then once for all who ask at the same time', async () => {
    expect(fetches).toBe(0);
    await Promise.all([keys.keyFor(header('first')), keys.keyFor(header('first')), keys.ready()]);
    expect(fetches).toBe(1);
  });

  it('past half its time it is renewed beside the requests, past all of it before them', async () => {
    await keys.ready();
    time += 150_000;
    let release = (): void => undefined;
    const normal = answer;
    answer = () => new Promise((resolve) => (release = () => void normal().then(resolve)));
    await keys.ready();
    expect(fetches).toBe(2);
    release();
    await new Promise(setImmediate);
    time += 300_000;
    let done = false;
    const waiting = keys.ready().then(() => (done = true));
    await new Promise(setImmediate);
    expect(done).toBe(false);
    release();
    await waiting;
    expect(fetches).toBe(3);
  });

  it('changes its generation only when the keys change', async () => {
    await keys.ready();
    const { generation } = keys;
    time += 400_000;
    await keys.ready();
    expect(keys.generation).toBe(generation);
    const second = await jwk('second');
    answer = async () => ({ keys: [second] });
    time += 400_000;
    await keys.ready();
    expect(keys.generation).toBe(generation + 1);
    await expect(keys.keyFor(header('first'))).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('an authority that is down is asked once in a cool-down, and known keys outlive their time', async () => {
    await keys.ready();
    answer = () => Promise.reject(new Error('down'));
    time += 900_000;
    for (let index = 0; index < 100; index += 1) await keys.keyFor(header('first'));
    expect(fetches).toBe(2);
    time += 1000;
    await keys.keyFor(header('first'));
    await new Promise(setImmediate);
    expect(fetches).toBe(3);
    await expect(keys.keyFor(header('unknown'))).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  it('an answer that is no key set changes nothing', async () => {
    await keys.ready();
    answer = async () => ({ keys: 'none' }) as never;
    time += 400_000;
    await keys.keyFor(header('first'));
    expect(keys.generation).toBe(1);
  });

  it('without keys it says that it cannot know', async () => {
    answer = () => Promise.reject(new Error('down'));
    await expect(keys.ready()).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    await expect(keys.keyFor(header('first'))).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    expect(fetches).toBe(1);
  });
});
