import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MemoryReplayStore } from './memory-replay-store.js';
import { replayKey } from './replay-store.js';

const key = (text: string): Buffer => hash('sha256', text, 'buffer');

describe('MemoryReplayStore', () => {
  it('a key belongs to the first of fifty', async () => {
    const store = new MemoryReplayStore(10, () => 0);
    const claims = await Promise.all(Array.from({ length: 50 }, () => store.claim(key('a'), 60)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('forgets a key after its end and not before', async () => {
    let now = 100_000;
    const store = new MemoryReplayStore(10, () => now);
    await store.claim(key('a'), 160.5);
    now = 161_000;
    expect(await store.claim(key('a'), 200)).toBe(false);
    now = 162_000;
    expect(await store.claim(key('b'), 200)).toBe(true);
    expect(store.size).toBe(1);
    expect(await store.claim(key('a'), 200)).toBe(true);
  });

  it('claims nothing when it is full of keys that are still good', async () => {
    let now = 0;
    const store = new MemoryReplayStore(2, () => now);
    await store.claim(key('a'), 60);
    await store.claim(key('b'), 60);
    await expect(store.claim(key('c'), 60)).rejects.toThrow(/2 proofs/);
    expect(await store.claim(key('a'), 60)).toBe(false);
    now = 62_000;
    expect(await store.claim(key('c'), 120)).toBe(true);
  });
});

describe('replayKey', () => {
  it('tells the same jti of two keys apart', () => {
    const proof = { jkt: 'one', jti: 'x', issuedAt: 1 };
    expect(replayKey(proof)).toHaveLength(32);
    expect(replayKey(proof)).toEqual(replayKey({ ...proof, issuedAt: 2 }));
    expect(replayKey(proof)).not.toEqual(replayKey({ ...proof, jkt: 'two' }));
    expect(replayKey(proof)).not.toEqual(replayKey({ ...proof, jti: 'y' }));
  });
});
