import { describe, expect, it } from '@jest/globals';
import { ExclusiveGate } from './exclusive-gate.js';

/** Work that ends when it is told to, and writes down when it began and ended. */
function work(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = async (): Promise<string> => {
    log.push(`${name} begins`);
    try {
      return await promise;
    } finally {
      log.push(`${name} ends`);
    }
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the gate', () => {
  it('lets statements run at once', async () => {
    const gate = new ExclusiveGate();
    const log: string[] = [];
    const [a, b] = [work(log, 'a'), work(log, 'b')];
    const both = Promise.all([gate.statement(a.run), gate.statement(b.run)]);
    await settle();
    expect(log).toEqual(['a begins', 'b begins']);
    b.end();
    a.end();
    expect(await both).toEqual(['a', 'b']);
  });

  it('lets a unit begin when every statement has ended, and holds later statements back', async () => {
    const gate = new ExclusiveGate();
    const log: string[] = [];
    const [a, b, unit, later] = ['a', 'b', 'unit', 'later'].map((name) => work(log, name));
    const all = [
      gate.statement(a!.run),
      gate.statement(b!.run),
      gate.alone(unit!.run),
      gate.statement(later!.run),
    ];
    a!.end();
    await settle();
    expect(log).toEqual(['a begins', 'b begins', 'a ends']);
    b!.end();
    await settle();
    expect(log.slice(3)).toEqual(['b ends', 'unit begins']);
    later!.end();
    unit!.end();
    await Promise.all(all);
    expect(log.slice(5)).toEqual(['unit ends', 'later begins', 'later ends']);
  });

  it('lets units in one after another', async () => {
    const gate = new ExclusiveGate();
    const log: string[] = [];
    const units = Array.from({ length: 5 }, (_, i) => work(log, `unit ${i}`));
    const all = units.map(({ run }) => gate.alone(run));
    for (const unit of units) unit.end();
    await Promise.all(all);
    expect(log).toEqual(units.flatMap((_, i) => [`unit ${i} begins`, `unit ${i} ends`]));
  });

  it('opens again when a unit or a statement fails', async () => {
    const gate = new ExclusiveGate();
    const log: string[] = [];
    const [statement, unit, next] = ['statement', 'unit', 'next'].map((name) => work(log, name));
    const failing = [gate.statement(statement!.run), gate.alone(unit!.run)];
    const last = gate.statement(next!.run);
    for (const { fail } of [statement!, unit!]) fail();
    next!.end();
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await last).toBe('next');
  });

  it('keeps units alone in any mixture', async () => {
    const gate = new ExclusiveGate();
    let statements = 0;
    let units = 0;
    const violations: string[] = [];
    const step = async (kind: 'statement' | 'unit'): Promise<void> => {
      if (kind === 'unit') units++;
      else statements++;
      for (let i = 0; i < 3; i++) {
        if (units > 1 || (units === 1 && statements > 0))
          violations.push(`${units} units, ${statements} statements`);
        await settle();
      }
      if (kind === 'unit') units--;
      else statements--;
    };
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        if (i % 7 === 0) await settle();
        return i % 5 === 0 ? gate.alone(() => step('unit')) : gate.statement(() => step('statement'));
      }),
    );
    expect(violations).toEqual([]);
    expect([units, statements]).toEqual([0, 0]);
  });
});
