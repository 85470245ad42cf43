import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Visitor } from '../support/visitor.js';
import type { Need } from './catalogue.js';
import {
  PAGE_NAMES,
  type ClientFixture,
  type ClientName,
  type Fixtures,
  type PageNames,
} from './fixtures.js';
import type { Operator } from './operator.js';
import { checkAnswer } from './oracle.js';

/** RFC 8414 and its extensions, as far as the list reads them. */
export interface Metadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly [name: string]: unknown;
}

const MEMBERS = {
  authorize: 'authorization_endpoint',
  token: 'token_endpoint',
  jwks: 'jwks_uri',
  userinfo: 'userinfo_endpoint',
  introspect: 'introspection_endpoint',
  revoke: 'revocation_endpoint',
  par: 'pushed_authorization_request_endpoint',
  device: 'device_authorization_endpoint',
  registration: 'registration_endpoint',
  'end session': 'end_session_endpoint',
} as const;

export type EndpointName = keyof typeof MEMBERS;

/** Something that this target's operator has not provided. The item is reported so, not as failed. */
export class Unavailable extends Error {}

/** Is what an item needs there? */
const OFFERS: Readonly<Record<Need, (target: Target) => boolean>> = {
  introspection: (target) => target.has('introspect') && target.fixtures.clients['RS-A'] !== undefined,
  revocation: (target) => target.has('revoke'),
  userinfo: (target) => target.has('userinfo'),
  private_key_jwt: ({ metadata, fixtures }) =>
    (metadata['token_endpoint_auth_methods_supported'] as string[]).includes('private_key_jwt') &&
    fixtures.clients.PKJ !== undefined,
  par: (target) => target.has('par'),
  'request objects': ({ metadata }) => metadata['request_parameter_supported'] === true,
  dpop: ({ metadata }) => metadata['dpop_signing_alg_values_supported'] !== undefined,
  device: (target) => target.has('device'),
  logout: (target) => target.has('end session'),
  'back-channel logout': ({ metadata }) => metadata['backchannel_logout_supported'] === true,
  'second factor': ({ fixtures }) => fixtures.users['mfa-carol'] !== undefined,
  'token CORS': ({ fixtures }) => fixtures.corsOrigin !== undefined,
  operator: ({ operator }) => operator !== null,
};

/** Milliseconds after which an answer is given up; the oracle complains long before. */
const PATIENCE = 20_000;

/**
 * The server under attack, known by its issuer URL alone. Every answer that passes through here is judged by the
 * oracle G1.
 */
export class Target {
  /** One browser per user, so that not every item has to sign in anew. */
  readonly browsers = new Map<string, Visitor>();
  /** Everything the server has handed out that only its receiver may know. */
  readonly secrets = new Set<string>();
  /** Is the database broken on purpose? Then 503 is a right answer. */
  isBroken = false;

  private constructor(
    readonly issuer: string,
    readonly metadata: Metadata,
    readonly fixtures: Fixtures,
    /** Present for an installation of our own; null for somebody else's. */
    readonly operator: Operator | null,
    /** Scheme, host and port of each process; the first is the issuer's. */
    private readonly origins: readonly string[],
    private readonly origin: string,
  ) {}

  /** @param others origins of further processes of the same installation */
  static async discover(
    issuer: string,
    fixtures: Fixtures,
    operator: Operator | null = null,
    others: readonly string[] = [],
  ): Promise<Target> {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    if (!response.ok) throw new Error(`${issuer} has no metadata: status ${response.status}`);
    const { origin } = new URL(issuer);
    const metadata = (await response.json()) as Metadata;
    return new Target(issuer, metadata, fixtures, operator, [origin, ...others], origin);
  }

  /** The installation, reached through each of its processes; the first is `this` one's issuer. */
  get members(): readonly Target[] {
    return this.origins.map((origin) => this.at(origin));
  }

  /** The same installation, reached through another process of it. */
  at(origin: string): Target {
    const member = new Target(this.issuer, this.metadata, this.fixtures, this.operator, this.origins, origin);
    return Object.assign(member, { browsers: this.browsers, secrets: this.secrets });
  }

  /** While `action` runs, 503 is a right answer. */
  async broken<Result>(action: (target: Target) => Promise<Result>): Promise<Result> {
    const target = this.at(this.origin);
    target.isBroken = true;
    return action(target);
  }

  offers(need: Need): boolean {
    return OFFERS[need](this);
  }

  has(name: EndpointName): boolean {
    return this.metadata[MEMBERS[name]] !== undefined;
  }

  /** @returns its URL, on this process */
  endpoint(name: EndpointName): string {
    const url = this.metadata[MEMBERS[name]];
    if (typeof url !== 'string') throw new Unavailable(`no ${MEMBERS[name]}`);
    return this.here(url);
  }

  /** The same address on this process. */
  here(url: string): string {
    const [issuers] = this.origins;
    return url.startsWith(`${issuers}/`) ? this.origin + url.slice(issuers!.length) : url;
  }

  /** An address at this process's root. */
  path(path: string): string {
    return this.origin + path;
  }

  client(name: ClientName): ClientFixture {
    const client = this.fixtures.clients[name];
    if (!client) throw new Unavailable(`no fixture ${name}`);
    return client;
  }

  /** For items that mean nothing to somebody else's server; their `needs` say `operator`. */
  get operated(): Operator {
    if (!this.operator) throw new Unavailable('needs the operator');
    return this.operator;
  }

  get pages(): PageNames {
    return { ...PAGE_NAMES, ...this.fixtures.pages };
  }

  /** One request, no redirect followed. */
  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const start = performance.now();
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
      ...init,
    });
    const text = await response.clone().text();
    const milliseconds = performance.now() - start;
    this.remember(response.headers, text);
    checkAnswer(
      `${init.method ?? 'GET'} ${url.slice(0, 300)}`,
      { status: response.status, milliseconds, text },
      this.isBroken,
    );
    return response;
  };

  private remember(headers: Headers, text: string): void {
    for (const cookie of headers.getSetCookie())
      this.secrets.add(cookie.slice(cookie.indexOf('=') + 1).split(';')[0]!);
    const code = /[?&#]code=([^&]+)/.exec(headers.get('location') ?? '')?.[1];
    if (code) this.secrets.add(decodeURIComponent(code));
    for (const [, value] of text.matchAll(
      /"(?:access_token|refresh_token|id_token|device_code)":"([^"]+)"/g,
    )) {
      this.secrets.add(value!);
    }
  }

  /** A browser that has never been here. */
  newVisitor(headers: Record<string, string> = {}): Visitor {
    return new Visitor(headers, this.fetch);
  }

  /**
   * Sends bytes that no HTTP client would, such as the same header twice.
   *
   * @param lines of the head; Connection is added, and Host unless it is there
   * @param localAddress where to come from, on a machine with several addresses
   * @returns the whole answer as text
   */
  async raw(lines: readonly string[], body = '', localAddress?: string): Promise<string> {
    const { protocol, hostname, port } = new URL(this.origin);
    const host = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${new URL(this.origin).host}`];
    const head = [...lines, ...host, 'Connection: close'].join('\r\n');
    const start = performance.now();
    const text = await new Promise<string>((resolve, reject) => {
      const chunks: Buffer[] = [];
      const write = (): void => void socket.write(`${head}\r\n\r\n${body}`);
      const socket: Socket =
        protocol === 'https:'
          ? connectTls({ host: hostname, port: Number(port || 443), servername: hostname }, write)
          : connectPlain({ port: Number(port || 80), host: hostname, localAddress }, write);
      socket.setTimeout(PATIENCE, () => socket.destroy(new Error('no answer')));
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A server may close before it has read everything; what it said until then counts.
      socket.once('error', (error) => (chunks.length > 0 ? undefined : reject(error)));
      socket.once('close', () => resolve(Buffer.concat(chunks).toString()));
    });
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
    checkAnswer(lines[0]!, { status, milliseconds: performance.now() - start, text }, this.isBroken);
    return text;
  }
}
