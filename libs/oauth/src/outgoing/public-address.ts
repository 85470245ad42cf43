import { BlockList, isIPv6 } from 'node:net';

/** Not globally reachable by the registries of special-purpose addresses (RFC 6890), multicast, and reserved ones. */
const CLOSED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Global unicast is 2000::/3; of it these are special. */
const CLOSED_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const closed = new BlockList();
for (const [address, prefix] of CLOSED_IPV4) closed.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of CLOSED_IPV6) closed.addSubnet(address, prefix, 'ipv6');

const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** May a client make us connect to this IP address? Everything inside a network, and this machine, is closed. */
export function isPublicAddress(address: string): boolean {
  if (!isIPv6(address)) return !closed.check(address, 'ipv4');
  // An IPv4 address in IPv6 clothes (::ffff:127.0.0.1, 64:ff9b::) lies outside 2000::/3.
  return globalUnicast.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}
