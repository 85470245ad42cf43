import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { DeclaredAccess } from '../access/declared-access.js';
import { ResolvedBearerOptions } from '../resolved-bearer.options.js';
import { metadataPath, onHostOf, ROOT_METADATA_PATH } from './addresses.js';
import { type ResourceDocument, together } from './resource-document.js';

/** The response of either HTTP adapter: Express's is a ServerResponse, Fastify's reply holds one as `raw`. */
type WireResponse = ServerResponse | { readonly raw: ServerResponse };

/** The resources of an application, by path of their documents; several modules may serve one resource. */
type Served = Map<string, Map<string, ResourceMetadata[]>>;

const served = new WeakMap<object, Served>();

const MAX_AGE_SECONDS = 300;

/** Browser clients of other origins read the document before they have any token (RFC 9728 section 3.2). */
const HEADERS = {
  'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}`,
  'Access-Control-Allow-Origin': '*',
} as const;

/** Serves the protected resource metadata (RFC 9728), from which clients learn where to get a token and with what. */
@Injectable()
export class ResourceMetadata {
  private scopes?: readonly string[];

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly declared: DeclaredAccess,
    private readonly options: ResolvedBearerOptions,
  ) {}

  /**
   * Puts the documents at the root of the host, past any global prefix of Nest: each at its own path and one at the
   * root form, where clients look that know no path.
   */
  mount(): void {
    if (!this.options.resourceMetadata) return;
    const { httpAdapter } = this.adapterHost;
    for (const resource of this.options.resources) {
      for (const path of new Set([metadataPath(resource), ROOT_METADATA_PATH])) {
        this.serve(httpAdapter, path, resource);
      }
    }
  }

  private serve(adapter: AbstractHttpAdapter, path: string, resource: string): void {
    const paths: Served = served.get(adapter) ?? new Map();
    served.set(adapter, paths);
    const resources = paths.get(path) ?? new Map<string, ResourceMetadata[]>();
    resources.set(resource, [...(resources.get(resource) ?? []), this]);
    if (paths.has(path)) return;
    paths.set(path, resources);
    adapter.get(path, ({ headers }: { headers: IncomingHttpHeaders }, response: WireResponse) => {
      const named = choose([...resources.keys()], headers);
      const document = together(resources.get(named)!.map((metadata) => metadata.document(named)));
      send(response, 200, JSON.stringify(document), { 'Content-Type': 'application/json', ...HEADERS });
    });
    // MCP clients send a header of their own, for which a browser asks first.
    adapter.options(path, (_: unknown, response: WireResponse) =>
      send(response, 204, '', {
        ...HEADERS,
        'Access-Control-Allow-Methods': 'GET',
        'Access-Control-Allow-Headers': '*',
      }),
    );
  }

  private document(resource: string): ResourceDocument {
    const { issuer, dpop, resourceMetadata } = this.options;
    const { name, documentation, policyUri, tosUri } = resourceMetadata!;
    const scopes = (this.scopes ??= this.supportedScopes());
    return {
      resource,
      authorization_servers: [issuer],
      ...(scopes.length > 0 && { scopes_supported: scopes }),
      bearer_methods_supported: ['header'],
      ...(name && { resource_name: name }),
      ...(documentation && { resource_documentation: documentation }),
      ...(policyUri && { resource_policy_uri: policyUri }),
      ...(tosUri && { resource_tos_uri: tosUri }),
      ...(dpop && { dpop_signing_alg_values_supported: dpop.algorithms }),
      dpop_bound_access_tokens_required: dpop?.required ?? false,
    };
  }

  private supportedScopes(): string[] {
    return [...new Set([...this.declared.scopes(), ...this.options.resourceMetadata!.scopes])].sort();
  }
}

/** At the root form, the resource without a path comes first. */
function choose(resources: readonly string[], headers: IncomingHttpHeaders): string {
  const here = onHostOf(resources, headers);
  return here.find((resource) => new URL(resource).pathname === '/') ?? here[0]!;
}

function send(response: WireResponse, status: number, body: string, headers: Record<string, string>): void {
  const raw = 'raw' in response ? response.raw : response;
  // RFC 9110 section 8.6: a 204 has no length.
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  raw.writeHead(status, { ...headers, ...length }).end(body);
}
