import { isIP } from 'node:net';

/**
 * Whose X-Forwarded-For is believed: nobody's by default. "Everybody's" cannot be said, because then whoever guesses
 * passwords would choose where they come from.
 *
 * @returns a value for `trust proxy` of Express: how many proxies stand in front, or their addresses
 */
export function readTrustedProxies(): number | string[] | false {
  const text = process.env['TRUST_PROXY'] ?? '';
  if (text === '') return false;
  if (/^[1-9]$/.test(text)) return Number(text);
  const names = text.split(',').map((name) => name.trim());
  if (names.every(isNetwork)) return names;
  console.error(
    `TRUST_PROXY is "${text}". Write how many proxies stand in front of this server, or their addresses, ` +
      'such as 10.0.0.0/8,loopback.',
  );
  process.exit(1);
}

function isNetwork(name: string): boolean {
  const [address = '', prefix, ...rest] = name.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(name)) return true;
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || rest.length > 0) return false;
  // A network of everybody would be "everybody" again.
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= bits);
}
