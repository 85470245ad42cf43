import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { Authority } from '../authority/authority.js';
import { unreachable } from '../authority/console.js';
import { ApiError } from '../errors/api-error.js';
import { perform, throughBrowser, type Exchange } from './exchange.js';
import type { Outgoing, Step } from './outgoing.js';
import { PLAYGROUND_CLIENT, PlaygroundClient } from './playground-client.js';
import { PlaygroundRuns, type OpenRun } from './playground-runs.js';
import { readToken, type ReadToken } from './read-token.js';
import { withExchange, type Flow, type HeldTokens, type Run } from './run.js';

/** What can be done with the tokens of a run. */
export const ACTS = ['poll', 'userinfo', 'introspect', 'refresh', 'replay', 'revoke'] as const;
export type Act = (typeof ACTS)[number];

export interface ReadTokens {
  readonly access: ReadToken | null;
  readonly id: ReadToken | null;
}

interface Metadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly device_authorization_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly introspection_endpoint: string;
  readonly revocation_endpoint: string;
  readonly jwks_uri: string;
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const random = (): string => randomBytes(32).toString('base64url');

/**
 * Runs flows as a client of the authorization server, by hand instead of with a library, because what is sent and what
 * comes back is the point. Tokens stay on this server, but for what its page shows.
 */
@Injectable()
export class Playground {
  constructor(
    private readonly authority: Authority,
    private readonly own: PlaygroundClient,
    private readonly runs: PlaygroundRuns,
  ) {}

  async start(flow: Flow, scopes: readonly string[], subject: string): Promise<OpenRun> {
    const { secret } = await this.own.get();
    const metadata = await this.metadata();
    const id = this.runs.newId();
    const run: Run = {
      flow,
      startedAt: Date.now(),
      scopes,
      pending: null,
      nonce: null,
      device: null,
      tokens: null,
      exchanges: [],
    };
    switch (flow) {
      case 'authorization_code':
        return this.runs.keep(id, subject, leave(run, id, metadata, this.own.redirectUri));
      case 'device':
        return this.runs.keep(id, subject, await this.askForCode(run, metadata, secret));
      case 'client_credentials': {
        const form = { grant_type: 'client_credentials', ...scopeOf(scopes) };
        return this.runs.keep(id, subject, await this.obtain(run, 'token', form, metadata, secret));
      }
    }
  }

  /**
   * The browser is back from the authorization server.
   *
   * @param query of the callback, with its question mark
   * @returns the id of the run
   * @throws ApiError 404 for a `state` that no run of this person waits for
   */
  async finish(query: string, subject: string): Promise<string> {
    const parameters = new URLSearchParams(query);
    const [id = '', state = ''] = (parameters.get('state') ?? '').split('.');
    const opened = await this.runs.find(id, subject);
    const { pending } = opened.run;
    if (!pending || !same(pending.state, state)) {
      throw new ApiError(404, 'not_found', 'No run waits for this answer.');
    }
    const answer = throughBrowser('authorization_response', `${this.own.redirectUri}${query}`);
    // Claimed before the code is used: the answer counts once.
    const claimed = await this.runs.save(opened, { ...withExchange(opened.run, answer), pending: null });
    const code = parameters.get('code');
    if (code === null) return id;
    const { secret } = await this.own.get();
    const metadata = await this.metadata();
    // RFC 9207: an answer of another server is not for this one.
    if (parameters.get('iss') !== metadata.issuer) return id;
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.own.redirectUri,
      code_verifier: pending.codeVerifier,
    };
    await this.runs.save(claimed, await this.obtain(claimed.run, 'token', form, metadata, secret));
    return id;
  }

  async act(opened: OpenRun, act: Act): Promise<OpenRun> {
    if (!actsOf(opened.run).includes(act)) {
      throw new ApiError(409, 'not_now', 'This run has nothing that could be used for it.');
    }
    const { secret } = await this.own.get();
    const metadata = await this.metadata();
    return this.runs.save(opened, await this.acted(opened.run, act, metadata, secret));
  }

  /** Decoded, and checked against the keys that the server publishes. */
  async read({ tokens, nonce }: Run): Promise<ReadTokens> {
    if (!tokens) return { access: null, id: null };
    const { issuer, jwks_uri: address } = await this.metadata();
    const keys = await answered(async () => (await (await fetch(address)).json()) as JSONWebKeySet);
    const [access, id] = await Promise.all([
      readToken(tokens.access, keys, { issuer, typ: 'at+jwt' }),
      tokens.id && readToken(tokens.id, keys, { issuer, audience: PLAYGROUND_CLIENT }),
    ]);
    // One that a refresh brought has none.
    const isForeign = id && id.claims['nonce'] !== undefined && id.claims['nonce'] !== nonce;
    return { access, id: isForeign ? { ...id, isGenuine: false, problem: 'another nonce' } : id || null };
  }

  private async acted(run: Run, act: Act, metadata: Metadata, secret: string): Promise<Run> {
    const { tokens, device } = run;
    switch (act) {
      case 'poll': {
        const form = { grant_type: DEVICE_CODE, device_code: device!.deviceCode };
        return this.obtain(run, 'poll', form, metadata, secret);
      }
      case 'refresh': {
        const form = { grant_type: 'refresh_token', refresh_token: tokens!.refresh! };
        return this.obtain(run, 'refresh', form, metadata, secret);
      }
      case 'replay': {
        const form = new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: tokens!.spentRefresh!,
        });
        // What it brings is only shown: within the grace window it is what the run has already.
        return withExchange(run, await this.send('replay', metadata.token_endpoint, form, secret));
      }
      case 'introspect': {
        const form = new URLSearchParams({ token: tokens!.access });
        return withExchange(
          run,
          await this.send('introspect', metadata.introspection_endpoint, form, secret),
        );
      }
      case 'revoke': {
        const form = new URLSearchParams({ token: tokens!.refresh ?? tokens!.access });
        return withExchange(run, await this.send('revoke', metadata.revocation_endpoint, form, secret));
      }
      case 'userinfo': {
        const url = metadata.userinfo_endpoint;
        const as = { kind: 'token', token: tokens!.access } as const;
        return withExchange(run, await answered(() => perform({ step: 'userinfo', url, as })));
      }
    }
  }

  private async askForCode(run: Run, metadata: Metadata, secret: string): Promise<Run> {
    const url = metadata.device_authorization_endpoint;
    const form = new URLSearchParams(scopeOf(run.scopes));
    const exchange = await this.send('device_authorization', url, form, secret);
    const answer = jsonOf(exchange);
    const device = answer['device_code'] !== undefined && {
      deviceCode: String(answer['device_code']),
      userCode: String(answer['user_code']),
      verificationUri: String(answer['verification_uri']),
      verificationUriComplete: text(answer['verification_uri_complete']),
      interval: Number(answer['interval'] ?? 5),
    };
    return { ...withExchange(run, exchange), device: device || null };
  }

  /** A token request, and what the run has afterwards. */
  private async obtain(
    run: Run,
    step: Step,
    form: Record<string, string>,
    { token_endpoint: url }: Metadata,
    secret: string,
  ): Promise<Run> {
    const exchange = await this.send(step, url, new URLSearchParams(form), secret);
    const answer = jsonOf(exchange);
    const access = text(answer['access_token']);
    const next = withExchange(run, exchange);
    return access === null ? next : { ...next, tokens: successors(run.tokens, access, answer), device: null };
  }

  private send(step: Step, url: string, form: URLSearchParams, secret: string): Promise<Exchange> {
    const as: Outgoing['as'] = { kind: 'client', clientId: PLAYGROUND_CLIENT, secret };
    return answered(() => perform({ step, url, form, as }));
  }

  private async metadata(): Promise<Metadata> {
    return answered(async () => (await this.authority.metadata()) as unknown as Metadata);
  }
}

/** What this run has the means for. */
export function actsOf({ tokens, device, flow }: Run): Act[] {
  if (!tokens) return device ? ['poll'] : [];
  return [
    ...(flow === 'client_credentials' ? [] : (['userinfo'] as const)),
    'introspect',
    ...(tokens.refresh ? (['refresh'] as const) : []),
    ...(tokens.spentRefresh ? (['replay'] as const) : []),
    'revoke',
  ];
}

/** The authorization request, which the browser is to bring to the server. */
function leave(run: Run, id: string, metadata: Metadata, redirectUri: string): Run {
  const pending = { state: random(), codeVerifier: random() };
  const nonce = random();
  const url = new URL(metadata.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: PLAYGROUND_CLIENT,
    redirect_uri: redirectUri,
    ...scopeOf(run.scopes),
    state: `${id}.${pending.state}`,
    nonce,
    code_challenge: createHash('sha256').update(pending.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { ...withExchange(run, throughBrowser('authorization_request', url.href)), pending, nonce };
}

function successors(
  before: HeldTokens | null,
  access: string,
  answer: Readonly<Record<string, unknown>>,
): HeldTokens {
  const refresh = text(answer['refresh_token']) ?? before?.refresh ?? null;
  const isNew = before !== null && before.refresh !== null && refresh !== before.refresh;
  return {
    access,
    id: text(answer['id_token']) ?? before?.id ?? null,
    refresh,
    spentRefresh: isNew ? before.refresh : (before?.spentRefresh ?? null),
  };
}

function scopeOf(scopes: readonly string[]): Record<string, string> {
  return scopes.length > 0 ? { scope: scopes.join(' ') } : {};
}

function jsonOf({ response }: Exchange): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(response!.body) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** @throws ApiError 503 when the authorization server does not answer */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch {
    throw unreachable();
  }
}
