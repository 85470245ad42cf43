import { Injectable } from '@nestjs/common';
import type { ConfigurationDescription, PreviewedAnswer } from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import { AdminSettings } from '../settings.js';
import { Authority } from './authority.js';

/** Milliseconds to wait for an answer of the authorization server. */
const TIMEOUT = 5_000;

export interface PreviewQuestion {
  readonly clientId: string;
  /** Subject or user name; left out for the client itself. */
  readonly user?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly resource?: string | undefined;
}

/** What only the authorization server knows about itself; it answers this app alone, as its client. */
@Injectable()
export class Console {
  constructor(
    private readonly authority: Authority,
    private readonly settings: AdminSettings,
  ) {}

  /** @throws ApiError 503 when the server does not answer, 409 when it does not answer this app */
  configuration(): Promise<ConfigurationDescription> {
    return this.ask('configuration');
  }

  /** @throws ApiError as above; 400 with the reason why the client would get nothing */
  preview({ clientId, user, scopes, resource }: PreviewQuestion): Promise<PreviewedAnswer> {
    const form = new URLSearchParams({ client: clientId });
    if (user) form.set('user', user);
    if (scopes) form.set('scope', scopes.join(' '));
    if (resource) form.set('resource', resource);
    return this.ask('token_preview', form);
  }

  private async ask<T>(name: string, form?: URLSearchParams): Promise<T> {
    const { token_endpoint: token } = await this.authority.metadata().catch(() => {
      throw unreachable();
    });
    // Beside the token endpoint, and advertised nowhere.
    const address = new URL(`console/${name}`, token);
    const answer = await fetch(address, {
      method: form ? 'POST' : 'GET',
      headers: { Accept: 'application/json', Authorization: this.credentials() },
      ...(form && { body: form }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch(() => {
      throw unreachable();
    });
    const body = (await answer.json().catch(() => ({}))) as { error?: string; error_description?: string };
    if (answer.ok) return body as T;
    if (answer.status === 400)
      throw new ApiError(400, body.error ?? 'invalid_request', body.error_description ?? '');
    if ([401, 403, 404].includes(answer.status)) {
      throw new ApiError(
        409,
        'console_off',
        'The authorization server does not answer this app. Set ADMIN_CLIENT_ID there (option "console").',
      );
    }
    throw unreachable();
  }

  /** RFC 6749 section 2.3.1. */
  private credentials(): string {
    const { clientId, clientSecret } = this.settings;
    const pair = [clientId, clientSecret].map((part) => new URLSearchParams({ v: part }).toString().slice(2));
    return `Basic ${Buffer.from(pair.join(':')).toString('base64')}`;
  }
}

export function unreachable(): ApiError {
  return new ApiError(
    503,
    'authority_unreachable',
    'The authorization server does not answer. Try again shortly.',
    undefined,
    { 'Retry-After': '5' },
  );
}
