import type { ServerResponse } from 'node:http';

/** A name with a content hash never changes its content: a year. The few fixed names are asked for again each time. */
export function assetHeaders(response: Pick<ServerResponse, 'setHeader'>, path: string): void {
  const hashed = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/.test(path);
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}
