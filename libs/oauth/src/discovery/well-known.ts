import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { ResolvedOptions } from '../oauth.options.js';
import { send, sendJson, type WireResponse } from '../wire/send.js';
import { Metadata } from './metadata.js';

const MAX_AGE = 300;

/** Any page may read the metadata: it holds nothing that its reader could not fetch without a browser. */
const HEADERS = {
  'Cache-Control': `public, max-age=${MAX_AGE}`,
  'Access-Control-Allow-Origin': '*',
} as const;

/**
 * Serves the metadata at every address where a client may look for it. Two of the forms lie outside the issuer's
 * path, so the routes are mounted at the root of the host, past any global prefix of Nest.
 */
@Injectable()
export class WellKnown implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly metadata: Metadata,
    private readonly options: ResolvedOptions,
  ) {}

  onModuleInit(): void {
    const httpAdapter = this.adapterHost.httpAdapter as AbstractHttpAdapter | undefined;
    // An application context without HTTP, such as a host's command line, has nothing to mount on.
    if (!httpAdapter) return;
    for (const path of wellKnownPaths(this.options.issuer)) {
      // Before GET: Fastify adds HEAD to GET by itself, but not when it is told not to.
      httpAdapter.head(path, this.answer);
      httpAdapter.get(path, this.answer);
      // MCP clients send a header of their own, for which a browser asks first.
      httpAdapter.options(path, this.preflight);
    }
  }

  private readonly answer = async (_request: unknown, response: WireResponse): Promise<void> => {
    sendJson(response, 200, await this.metadata.document(), HEADERS);
  };

  private readonly preflight = (_request: unknown, response: WireResponse): void => {
    send(response, 204, '', {
      ...HEADERS,
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': '*',
    });
  };
}

/**
 * For an issuer `https://as.example/t1`: the inserted forms (RFC 8414 sections 3.1 and 5) and the appended one
 * (OpenID Connect Discovery section 4). Without a path they fall together.
 */
function wellKnownPaths(issuer: string): string[] {
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  return [
    ...new Set([
      `/.well-known/oauth-authorization-server${path}`,
      `/.well-known/openid-configuration${path}`,
      `${path}/.well-known/openid-configuration`,
    ]),
  ];
}
