import { request as httpRequest } from 'node:http';

export interface Exchange {
  readonly method: string;
  /** Path and query, exactly as they go over the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Chunks are sent without a Content-Length. */
  readonly body?: string | Buffer | readonly Buffer[];
}

export interface RawAnswer {
  readonly status: number;
  /** Names as they came. A name that came several times has an array. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** One request exactly as written: any method, any path, no redirect followed, and nothing hidden of the answer. */
export function exchange(origin: string, { method, path, headers, body }: Exchange): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(typeof body === 'string' || Buffer.isBuffer(body)
            ? { 'Content-Length': String(Buffer.byteLength(body)) }
            : {}),
          ...headers,
        } as Record<string, string>,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode!,
            headers: headersOf(response.rawHeaders),
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.once('error', reject);
    if (Array.isArray(body)) for (const chunk of body as readonly Buffer[]) request.write(chunk);
    request.end(Array.isArray(body) ? undefined : body);
  });
}

function headersOf(raw: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const known = headers[name];
    headers[name] = known === undefined ? raw[i + 1]! : [known, raw[i + 1]!].flat();
  }
  return headers;
}
