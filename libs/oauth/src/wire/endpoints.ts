import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { OAuthExtras } from '../oauth.extras.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { EndpointName } from './endpoint-names.js';

/** Public addresses. Built from options alone, never from a request's Host header (RFC 9700 section 4.13). */
@Injectable()
export class Endpoints {
  private cached: string | undefined;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly extras: OAuthExtras,
    private readonly application: ApplicationConfig,
  ) {}

  /** Absolute URL of an endpoint. */
  url(name: EndpointName): string {
    return `${this.base}/${this.extras.prefix}/${name}`;
  }

  /** The same without the origin, for links and forms of our own pages. */
  path(name: EndpointName): string {
    return new URL(this.url(name)).pathname;
  }

  /** The global prefix is final only once the application listens, so this is read at the first request. */
  private get base(): string {
    return (this.cached ??=
      this.options.baseUrl ?? baseOf(this.options.issuer, this.application.getGlobalPrefix()));
  }
}

/** The issuer, with the host's global prefix unless the issuer's path already ends with it. */
function baseOf(issuer: string, globalPrefix: string): string {
  const prefix = globalPrefix.replace(/^\/|\/$/g, '');
  return prefix === '' || issuer.endsWith(`/${prefix}`) ? issuer : `${issuer}/${prefix}`;
}
