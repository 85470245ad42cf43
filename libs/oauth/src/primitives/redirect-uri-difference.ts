import { isLoopback } from './loopback.js';

/**
 * Why a redirect URI is not the registered one, most likely.
 *
 * - `none`: it is the same, by now
 * - `several`: parts differ that no single slip explains
 */
export type RedirectUriSlip =
  | 'none'
  | 'trailing-slash'
  | 'scheme'
  | 'port'
  | 'loopback-name'
  | 'case'
  | 'path'
  | 'query'
  | 'fragment'
  | 'host'
  | 'several';

/** A piece of a URI; all pieces together are the URI. */
export interface UriPiece {
  readonly text: string;
  readonly differs: boolean;
}

export interface RedirectUriDifference {
  /** The registered URI that it comes nearest to. */
  readonly nearest: string;
  readonly slip: RedirectUriSlip;
  readonly received: readonly UriPiece[];
  readonly registered: readonly UriPiece[];
}

type Part = 'scheme' | 'host' | 'port' | 'path' | 'query' | 'fragment';

const PARTS: readonly Part[] = ['scheme', 'host', 'port', 'path', 'query', 'fragment'];

/** The smaller the slip, the more likely is it the one that was made. */
const LIKELIHOOD: readonly RedirectUriSlip[] = [
  'none',
  'trailing-slash',
  'case',
  'loopback-name',
  'scheme',
  'port',
  'fragment',
  'query',
  'path',
  'several',
  'host',
];

/**
 * Finds what somebody most likely got wrong. Pure, so that a browser can run it.
 *
 * @param registered of the client
 * @returns null when nothing is registered
 */
export function explainRedirectUri(
  received: string,
  registered: readonly string[],
): RedirectUriDifference | null {
  const [best] = registered
    .map((uri) => ({ uri, slip: slipBetween(received, uri), likeness: likeness(received, uri) }))
    .sort((a, b) => rank(a.slip) - rank(b.slip) || b.likeness - a.likeness);
  if (!best) return null;
  const [left, right] = piecesOf(received, best.uri);
  return { nearest: best.uri, slip: best.slip, received: left, registered: right };
}

function slipBetween(received: string, registered: string): RedirectUriSlip {
  if (received === registered) return 'none';
  if (received.toLowerCase() === registered.toLowerCase()) return 'case';
  const [a, b] = [split(received), split(registered)];
  const differing = PARTS.filter((part) => a[part] !== b[part]);
  const onLoopback = isLoopback(a.host) && isLoopback(b.host);
  const [only, ...others] = differing.filter((part) => !(part === 'port' && onLoopback && a.host !== b.host));
  if (only === undefined || others.length > 0)
    return differing.includes('host') && !onLoopback ? 'host' : 'several';
  if (only === 'host') return onLoopback ? 'loopback-name' : 'host';
  if (only === 'path' && withoutSlash(a.path) === withoutSlash(b.path)) return 'trailing-slash';
  return only;
}

/** As it is written, also where it is no good URI: all parts together are the URI. RFC 3986 appendix B. */
function split(uri: string): Readonly<Record<Part, string>> {
  const match = /^([^:/?#]+:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(uri);
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match ?? [];
  const [, slashes = '', host = '', port = ''] = /^(\/\/)?(.*?)(:\d*)?$/s.exec(authority) ?? [];
  return { scheme: scheme + slashes, host, port, path, query, fragment };
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}

function rank(slip: RedirectUriSlip): number {
  return LIKELIHOOD.indexOf(slip);
}

/** Characters that both begin and end with. */
function likeness(a: string, b: string): number {
  const { start, end } = sharedEnds(a, b);
  return start + end;
}

function sharedEnds(a: string, b: string): { start: number; end: number } {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return { start, end };
}

/** Both URIs in pieces. Compared part by part, so that a letter that two hosts happen to share is no likeness. */
function piecesOf(a: string, b: string): [UriPiece[], UriPiece[]] {
  const [partsA, partsB] = [split(a), split(b)];
  const pairs = PARTS.map((part) => [partsA[part], partsB[part]] as const);
  return [
    joined(pairs.flatMap(([own, other]) => marked(own, other))),
    joined(pairs.flatMap(([own, other]) => marked(other, own))),
  ];
}

function marked(text: string, other: string): UriPiece[] {
  const { start, end } = sharedEnds(text, other);
  return [
    { text: text.slice(0, start), differs: false },
    { text: text.slice(start, text.length - end), differs: true },
    { text: text.slice(text.length - end), differs: false },
  ];
}

/** Neighbours of one kind as one piece, and no empty ones. */
function joined(pieces: readonly UriPiece[]): UriPiece[] {
  const whole: UriPiece[] = [];
  for (const piece of pieces.filter(({ text }) => text !== '')) {
    const last = whole.at(-1);
    if (last?.differs === piece.differs) whole.splice(-1, 1, { ...last, text: last.text + piece.text });
    else whole.push(piece);
  }
  return whole;
}
