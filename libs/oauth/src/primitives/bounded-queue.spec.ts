import { describe, expect, it } from '@jest/globals';
import { BoundedQueue } from './bounded-queue.js';

const full = new Error('full');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a bounded queue', () => {
  it('runs no more at once than it may', async () => {
    const queue = new BoundedQueue(2, 100, () => full);
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await turn();
      running--;
    };
    await Promise.all(Array.from({ length: 50 }, () => queue.run(work)));
    expect([most, running, queue.running, queue.waiting]).toEqual([2, 0, 0, 0]);
  });

  it('refuses who comes when all places to wait are taken', async () => {
    const queue = new BoundedQueue(1, 2, () => full);
    const runs = ['a', 'b', 'c', 'd'].map((name) => queue.run(() => turn().then(() => name)));
    expect([queue.running, queue.waiting]).toEqual([1, 2]);
    await expect(runs[3]).rejects.toBe(full);
    expect(await Promise.all(runs.slice(0, 3))).toEqual(['a', 'b', 'c']);
  });

  it('goes on after work that failed', async () => {
    const queue = new BoundedQueue(1, 1, () => full);
    const failed = queue.run(() => Promise.reject(new Error('work')));
    const next = queue.run(() => Promise.resolve('next'));
    await expect(failed).rejects.toThrow('work');
    expect(await next).toBe('next');
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });
});
