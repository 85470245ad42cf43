import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, Scope, type Type } from '@nestjs/common';
import {
  AccessToken,
  binary,
  Clock,
  Database,
  errors,
  exactText,
  GrantType,
  instant,
  mintHandle,
  readHandle,
  type Approval,
  type Grant,
  type TokenRequest,
} from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DATABASES } from '../support/databases.js';
import { introspect, post, registerApi, type TokenAnswer } from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, INVALID_GRANT } from '../support/oauth-error.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const BADGE = 'urn:example:params:oauth:grant-type:badge';

@Injectable()
class Turnstile {
  opens(badge: string): boolean {
    return badge === '4711';
  }
}

@Injectable()
@GrantType(BADGE)
class BadgeGrant implements Grant {
  constructor(private readonly turnstile: Turnstile) {}

  async approve(request: TokenRequest): Promise<Approval> {
    const badge = request.required('badge');
    if (badge === 'jam') throw new Error('the turnstile at 10.0.0.7 is jammed');
    if (!this.turnstile.opens(badge)) throw errors.invalidGrant.because('badge %s', badge);
    return {
      client: request.client,
      subject: `badge-${badge}`,
      scopes: request.scopesWithin(request.client.scopes),
      audience: ['https://doors.example'],
      authorization: null,
      nonce: null,
      consumes: null,
    };
  }
}

@Module({ providers: [Turnstile, BadgeGrant] })
class BadgeModule {}

describe('a grant of the host', () => {
  let server: TestServer;
  let client: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite', imports: [BadgeModule], quiet: true });
    client = await server.register({
      grantTypes: [BADGE],
      redirectUris: [],
      scopes: ['door:open', 'door:close'],
    });
  });
  afterAll(() => server.close());

  const request = (form: Record<string, string>, caller = client): Promise<Response> =>
    post(server, 'token', caller, { grant_type: BADGE, ...form });

  it('needs one class in one module', async () => {
    const response = await request({ badge: '4711', scope: 'door:open' });
    const body = (await response.json()) as TokenAnswer;
    expect([response.status, body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: 600, scope: 'door:open' },
    ]);
    expect(readJwt(body.access_token).claims).toMatchObject({
      sub: 'badge-4711',
      aud: 'https://doors.example',
    });
    const doors = await registerApi(server, 'https://doors.example');
    expect(await introspect(server, doors, body.access_token)).toMatchObject({
      active: true,
      sub: 'badge-4711',
    });
  });

  it('is in the metadata', async () => {
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      grant_types_supported: expect.arrayContaining(['authorization_code', BADGE]),
    });
  });

  it('has the built-in errors', async () => {
    await expectOAuthError(await request({ badge: '1' }), INVALID_GRANT);
    await expectOAuthError(await request({}), [400, 'invalid_request', 'The parameter badge is missing.']);
    await expectOAuthError(await request({ badge: '4711', scope: 'vault:open' }), [
      400,
      'invalid_scope',
      'The requested scope is invalid: vault:open.',
    ]);
    await expectOAuthError(await request({ badge: '4711' }, await server.register()), [
      400,
      'unauthorized_client',
      'The client may not use this grant type.',
    ]);
  });

  it('that breaks says nothing but a reference', async () => {
    const response = await request({ badge: 'jam' });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: 'server_error',
      error_description: expect.stringMatching(
        /^The server met an unexpected condition\. Reference [0-9a-f-]{36}\.$/,
      ),
    });
  });
});

@GrantType(BADGE)
class OtherBadgeGrant implements Grant {
  async approve(): Promise<Approval> {
    throw errors.invalidGrant;
  }
}

@GrantType('')
class NamelessGrant extends OtherBadgeGrant {}

@GrantType('badge')
class ShortGrant extends OtherBadgeGrant {}

@GrantType('password')
class PasswordGrant extends OtherBadgeGrant {}

@GrantType('client_credentials')
class SecondGrant extends OtherBadgeGrant {}

@GrantType('urn:example:empty')
class EmptyGrant {}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {}

@Injectable()
@GrantType('urn:example:per-request')
class PerRequestGrant extends OtherBadgeGrant {
  constructor(readonly what: PerRequest) {
    super();
  }
}

describe('a grant that cannot work stops the start', () => {
  const start = (...providers: Type[]): Promise<TestServer> => {
    @Module({ providers })
    class GrantModule {}
    return TestServer.start({ database: 'sqlite', imports: [GrantModule], quiet: true });
  };

  it.each<[string, Type[], RegExp]>([
    [
      'two of one name',
      [Turnstile, BadgeGrant, OtherBadgeGrant],
      /^BadgeGrant and OtherBadgeGrant both serve the grant type urn:\S+:badge\. Remove one of them\.$/,
    ],
    [
      'the name of a built-in one',
      [SecondGrant],
      /^(Second|ClientCredentials)Grant and (Second|ClientCredentials)Grant both serve the grant type client_credentials\./,
    ],
    [
      'no name',
      [NamelessGrant],
      /^NamelessGrant serves the grant type "", which no client can have\. Name it by a URI/,
    ],
    [
      'a name that is no URI',
      [ShortGrant],
      /^ShortGrant serves the grant type "badge", which no client can have\./,
    ],
    [
      'the name of a grant that is gone',
      [PasswordGrant],
      /^PasswordGrant serves the grant type "password", which/,
    ],
    [
      'nothing that decides',
      [EmptyGrant as Type],
      /^EmptyGrant serves .* without the method approve\(request\)\./,
    ],
    [
      'one for each request',
      [PerRequest, PerRequestGrant],
      /^PerRequestGrant is request scoped, or needs something that is\./,
    ],
  ])('%s', async (_, providers, message) => {
    await expect(start(...providers)).rejects.toThrow(message);
  });
});

const DAY_PASS = 'urn:example:params:oauth:grant-type:day-pass';

/** A one-time value of the host's own, in a table of the host's own. */
@Entity({ name: 'day_pass' })
class DayPass {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'holder', ...exactText }) holder: string;
  @Column({ name: 'used_at', ...instant, nullable: true }) usedAt: number | null;
}

const CREATE_DAY_PASS = {
  sqlite: 'CREATE TABLE day_pass (id BLOB PRIMARY KEY, digest BLOB, holder BLOB, used_at BIGINT)',
  mariadb:
    'CREATE TABLE day_pass (id BINARY(16) PRIMARY KEY, digest BINARY(32), holder VARBINARY(64), used_at BIGINT)',
};

@Injectable()
@GrantType(DAY_PASS)
class DayPassGrant implements Grant {
  asked = 0;
  /** What a host may get wrong. */
  claimWrongly: (() => unknown) | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async approve(request: TokenRequest): Promise<Approval> {
    this.asked += 1;
    const handle = readHandle(request.required('day_pass'));
    const pass = handle && (await this.database.find(DayPass, { id: handle.id }));
    if (!pass || !pass.digest.equals(handle.digest)) throw errors.invalidGrant.because('unknown day pass');
    if (pass.usedAt !== null) throw errors.invalidGrant.because('day pass is used');
    const claim = async (): Promise<boolean> => {
      const changes = { usedAt: this.clock.now() };
      return (await this.database.update(DayPass, { id: pass.id, usedAt: null }, changes)) === 1;
    };
    return {
      client: request.client,
      subject: pass.holder,
      scopes: request.scopesWithin(request.client.scopes),
      audience: ['https://doors.example'],
      authorization: null,
      nonce: null,
      consumes: { kind: 'claim', claim: (this.claimWrongly ?? claim) as typeof claim },
    };
  }
}

@Module({ providers: [DayPassGrant] })
class DayPassModule {}

describe.each(DATABASES)('a one-time value of the host on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let grant: DayPassGrant;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      imports: [DayPassModule],
      entities: [DayPass],
      extras: { isGlobal: true },
      quiet: true,
    });
    await server.database.run((manager) => manager.query(CREATE_DAY_PASS[database]));
    client = await server.register({
      grantTypes: [DAY_PASS],
      redirectUris: [],
      scopes: ['door:open'],
      accessTokenFormat: 'opaque',
    });
    grant = server.app.get(DayPassGrant, { strict: false });
  });
  afterAll(() => server.close());

  const sell = async (): Promise<{ pass: string; holder: string }> => {
    const { value, id, digest } = mintHandle(server.clock.now());
    const holder = randomUUID();
    await server.database.insert(DayPass, { id, digest, holder, usedAt: null });
    return { pass: value, holder };
  };
  const use = (pass: string, more: Record<string, string> = {}): Promise<Response> =>
    post(server, 'token', client, { grant_type: DAY_PASS, day_pass: pass, ...more });
  const issuedTo = async (subject: string): Promise<number> =>
    (await server.database.findMany(AccessToken, { subject })).length;

  it('is good for one token', async () => {
    const { pass, holder } = await sell();
    expect((await use(pass)).status).toBe(200);
    await expectOAuthError(await use(pass), INVALID_GRANT);
    expect(await issuedTo(holder)).toBe(1);
  });

  it('is good for one token when fifty ask for it together', async () => {
    const { pass, holder } = await sell();
    const answers = await Promise.all(Array.from({ length: 50 }, () => use(pass)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 400)]);
    for (const answer of answers) {
      if (answer.status === 400) await expectOAuthError(answer, INVALID_GRANT);
    }
    expect(await issuedTo(holder)).toBe(1);
  });

  it('is not used up by a request that is refused', async () => {
    const { pass } = await sell();
    expect((await use(pass, { scope: 'vault:open' })).status).toBe(400);
    expect((await use(`${pass.slice(0, -1)}${pass.endsWith('A') ? 'B' : 'A'}`)).status).toBe(400);
    expect((await use(pass)).status).toBe(200);
  });

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a promise of an object', async () => ({ affected: 0 })],
    ['a number', () => 1],
  ])('is not used up when its claim says %s, and the grant is asked thrice', async (_, claim) => {
    const { pass, holder } = await sell();
    grant.claimWrongly = claim;
    const before = grant.asked;
    try {
      await expectOAuthError(await use(pass), INVALID_GRANT);
    } finally {
      grant.claimWrongly = null;
    }
    expect([grant.asked - before, await issuedTo(holder)]).toEqual([3, 0]);
  });

  it('gives no token when its claim fails', async () => {
    const { pass, holder } = await sell();
    grant.claimWrongly = async () => {
      throw errors.temporarilyUnavailable;
    };
    try {
      expect((await use(pass)).status).toBe(503);
    } finally {
      grant.claimWrongly = null;
    }
    expect(await issuedTo(holder)).toBe(0);
    expect((await use(pass)).status).toBe(200);
  });
});
