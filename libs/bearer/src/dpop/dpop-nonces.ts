import { createHmac, timingSafeEqual } from 'node:crypto';

const WINDOW_BYTES = 4;
const MAC_BYTES = 16;

/**
 * Nonces for DPoP proofs (RFC 9449 sections 8 and 9) that nobody has to remember: the number of a time window and a
 * MAC over it, so that every process with the same key makes and takes the same ones. A nonce is good in its own window
 * and in the next.
 */
export class DpopNonces {
  /**
   * @param keys the first one makes nonces, each one is good for checking; without any, no nonce is asked for
   * @param windowSeconds seconds after which a new nonce is given out
   * @param now the clock, milliseconds since 1970
   */
  constructor(
    private readonly keys: readonly string[],
    private readonly windowSeconds: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** True when a proof needs a nonce. */
  get required(): boolean {
    return this.keys.length > 0;
  }

  /** The nonce to give out, or undefined when none is asked for. */
  current(): string | undefined {
    const [key] = this.keys;
    return key === undefined ? undefined : nonceOf(key, this.window()).toString('base64url');
  }

  accepts(nonce: string | undefined): boolean {
    const bytes = Buffer.from(nonce ?? '', 'base64url');
    if (bytes.length !== WINDOW_BYTES + MAC_BYTES) return false;
    const window = bytes.readUInt32BE(0);
    // One window ahead as well: the process that made the nonce may have the faster clock.
    if (Math.abs(window - this.window()) > 1) return false;
    return this.keys.some((key) => timingSafeEqual(bytes, nonceOf(key, window)));
  }

  private window(): number {
    return Math.floor(this.now() / 1000 / this.windowSeconds);
  }
}

function nonceOf(key: string, window: number): Buffer {
  const number = Buffer.alloc(WINDOW_BYTES);
  number.writeUInt32BE(window);
  const mac = createHmac('sha256', key).update('dpop-nonce').update(number).digest();
  return Buffer.concat([number, mac.subarray(0, MAC_BYTES)]);
}
