import { isIPv4, isIPv6 } from 'node:net';

/** The part of a request of either HTTP adapter that tells where it came from. */
export interface SourceRequest {
  /**
   * The peer's address; behind a proxy that the host trusts (`trust proxy` of Express, `trustProxy` of Fastify), the
   * one that the proxy names. Headers of a proxy that nobody trusts never get here.
   */
  readonly ip?: string;
}

/**
 * Who counts as one source: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of it has
 * them all. What a trusted proxy names that is no address is nobody's: all of it is one source, the empty text.
 */
export function sourceOf(request: SourceRequest): string {
  const ip = request.ip ?? '';
  if (isIPv4(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  return isIPv6(ip) ? prefixOf(ip) : '';
}

/** The first four groups, written out. */
function prefixOf(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
