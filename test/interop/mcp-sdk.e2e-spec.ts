import {
  auth,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/sdk/client/auth.js';
import {
  ClientCredentialsProvider,
  PrivateKeyJwtProvider,
} from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidGrantError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Bearer, BearerModule, type BearerOptions } from '@portcullis/bearer';
import { OutgoingHttp, type NewClient } from '@portcullis/oauth';
import { exportJWK, generateKeyPair } from 'jose';
import { FakeOutgoing } from '../support/fake-outgoing.js';
import { post, registerApi } from '../support/flow.js';
import { freePort, TestServer } from '../support/test-server.js';
import { SignIn } from './snippets/mcp-client.js';
import { McpController } from './snippets/mcp-server.js';
import { signInAndAllow } from './user.js';

const REDIRECT_URI = 'http://127.0.0.1:33418/callback';
const SCOPES = ['tools:call', 'tools:admin'];

/** Tools that need more than the others. */
@Controller('mcp/admin')
@Bearer('tools:call', 'tools:admin')
class AdminController extends McpController {}

/** A client without an id of its own: the library looks for a way to become one. */
class UnregisteredSignIn extends SignIn {
  constructor(
    open: (url: URL) => void,
    readonly clientMetadataUrl?: string,
  ) {
    super(REDIRECT_URI, open);
  }
}

describe.each(['jwt', 'introspect'] as const)('@modelcontextprotocol/sdk, tokens checked by %s', (mode) => {
  let server: TestServer;
  let mcp: INestApplication;
  /** Address and identifier of the MCP server. */
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/mcp`;
    server = await TestServer.start({
      database: 'sqlite',
      options: {
        scopes: Object.fromEntries(SCOPES.map((scope) => [scope, { title: scope }])),
        // What clients may have that nobody registered.
        clientIdMetadataDocuments: { scopes: SCOPES, audiences: [url] },
      },
      extras: { features: { clientIdMetadataDocuments: true }, outgoing: FakeOutgoing },
    });
    await server.addUser();
    const options: BearerOptions = { issuer: server.issuer, audience: url, mode };
    if (mode === 'introspect') {
      const api = await registerApi(server, url);
      options.introspect = { clientId: api.clientId, clientSecret: api.secret! };
    }

    @Module({ imports: [BearerModule.forRoot(options)], controllers: [McpController, AdminController] })
    class McpModule {}
    mcp = await NestFactory.create(McpModule, { logger: false, abortOnError: false });
    await mcp.listen(port, '127.0.0.1');
  });
  afterAll(async () => {
    await mcp.close();
    await server.close();
  });

  /** The client of a user, and the address that its user was last sent to. */
  interface Desktop {
    readonly provider: SignIn;
    readonly opened: URL[];
  }

  const desktop = async (input: Partial<NewClient> = {}): Promise<Desktop> => {
    const opened: URL[] = [];
    const { clientId } = await server.register({
      tokenEndpointAuthMethod: 'none',
      redirectUris: [REDIRECT_URI],
      scopes: SCOPES,
      audiences: [url],
      ...input,
    });
    return { provider: new SignIn(REDIRECT_URI, (to) => opened.push(to), clientId), opened };
  };

  const connect = async (provider: OAuthClientProvider, to = url): Promise<Client> => {
    const client = new Client({ name: 'desktop', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(to), { authProvider: provider }));
    return client;
  };

  /** Lets the user sign in where the library sent them last, and hands the code to the library. */
  const authorize = async ({ provider, opened }: Desktop): Promise<void> => {
    const { searchParams } = await signInAndAllow(opened.at(-1)!);
    expect(searchParams.get('state')).toBe(provider.expectedState);
    expect(searchParams.get('iss')).toBe(server.issuer);
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
    await transport.finishAuth(searchParams.get('code')!);
  };

  const signedIn = async (input: Partial<NewClient> = {}): Promise<Desktop> => {
    const user = await desktop(input);
    await expect(connect(user.provider)).rejects.toBeInstanceOf(UnauthorizedError);
    await authorize(user);
    return user;
  };

  const whoami = async (client: Client): Promise<string> => {
    const { content } = (await client.callTool({ name: 'whoami' })) as { content: { text: string }[] };
    return content[0]!.text;
  };

  it('discovers everything from the first refusal', async () => {
    const refusal = await fetch(url, { method: 'POST' });
    expect(refusal.status).toBe(401);
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refusal);
    expect(scope).toBe('tools:call');
    const found = await discoverOAuthServerInfo(url, { resourceMetadataUrl: resourceMetadataUrl! });
    expect(found).toMatchObject({
      authorizationServerUrl: server.issuer,
      authorizationServerMetadata: { issuer: server.issuer, token_endpoint: server.url('token') },
      resourceMetadata: { resource: url, authorization_servers: [server.issuer] },
    });
    // Without the header as well, at the address that follows from the MCP server's own.
    expect(await discoverOAuthServerInfo(url)).toEqual(found);
  });

  it('signs a user in and calls a tool', async () => {
    const user = await desktop();
    await expect(connect(user.provider)).rejects.toBeInstanceOf(UnauthorizedError);
    const { searchParams } = user.opened[0]!;
    expect(Object.fromEntries(searchParams)).toMatchObject({
      resource: url,
      scope: 'tools:call',
      code_challenge_method: 'S256',
    });
    await authorize(user);
    const client = await connect(user.provider);
    expect(await whoami(client)).toMatch(/^\S+ with tools:call$/);
    await client.close();
  });

  it('asks for more scope when a tool needs it', async () => {
    const user = await signedIn({ grantTypes: ['authorization_code'] });
    await expect(connect(user.provider, `${url}/admin`)).rejects.toBeInstanceOf(UnauthorizedError);
    expect(user.opened[1]!.searchParams.get('scope')).toBe('tools:call tools:admin');
    await authorize(user);
    const client = await connect(user.provider, `${url}/admin`);
    expect(await whoami(client)).toMatch(/ with tools:call tools:admin$/);
    await client.close();
  });

  it('with a refresh token refreshes instead, which cannot widen anything, and asks once it forgets its tokens', async () => {
    const user = await signedIn();
    await expect(connect(user.provider, `${url}/admin`)).rejects.toMatchObject({ code: 403 });
    expect(user.opened).toHaveLength(1);
    user.provider.invalidateCredentials('tokens');
    await expect(connect(user.provider, `${url}/admin`)).rejects.toBeInstanceOf(UnauthorizedError);
    expect(user.opened[1]!.searchParams.get('scope')).toBe('tools:call tools:admin');
    await authorize(user);
    const client = await connect(user.provider, `${url}/admin`);
    expect(await whoami(client)).toMatch(/ with tools:call tools:admin$/);
    await client.close();
  });

  it('begins anew when the server no longer takes its refresh token', async () => {
    const user = await signedIn();
    const { client_id } = user.provider.clientInformation()!;
    await post(server, 'revoke', null, { client_id, token: user.provider.tokens()!.refresh_token });
    expect(await auth(user.provider, { serverUrl: url })).toBe('REDIRECT');
    expect(user.opened).toHaveLength(2);
    expect(user.provider.tokens()).toBeUndefined();
  });

  it('is told when a code is not good', async () => {
    const { provider } = await desktop();
    await expect(auth(provider, { serverUrl: url, authorizationCode: 'nonsense' })).rejects.toBeInstanceOf(
      InvalidGrantError,
    );
  });

  it('acts for itself with a secret', async () => {
    const { clientId, secret } = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['tools:call'],
      audiences: [url],
    });
    const provider = new ClientCredentialsProvider({
      clientId,
      clientSecret: secret!,
      scope: 'tools:call',
      expectedIssuer: server.issuer,
    });
    const client = await connect(provider);
    expect(await whoami(client)).toBe(`${clientId} with tools:call`);
    await client.close();
  });

  it('acts for itself with a key', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { clientId } = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['tools:call'],
      audiences: [url],
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] },
    });
    const provider = new PrivateKeyJwtProvider({
      clientId,
      privateKey: { ...(await exportJWK(privateKey)) },
      algorithm: 'ES256',
      scope: 'tools:call',
      expectedIssuer: server.issuer,
    });
    const client = await connect(provider);
    expect(await whoami(client)).toBe(`${clientId} with tools:call`);
    await client.close();
  });

  it('needs a client that is registered, or one with a metadata document', async () => {
    const provider = new UnregisteredSignIn(() => undefined);
    await expect(auth(provider, { serverUrl: url })).rejects.toThrow(
      'does not support dynamic client registration',
    );
  });

  it('signs a user in as a client that nobody registered (client ID metadata document)', async () => {
    const clientId = 'https://desktop.example/oauth/client.json';
    const web: FakeOutgoing = server.app.get(OutgoingHttp, { strict: false });
    web.serve(clientId, {
      client_id: clientId,
      client_name: 'Desktop',
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    });
    const opened: URL[] = [];
    const user = { provider: new UnregisteredSignIn((to) => opened.push(to), clientId), opened };
    await expect(connect(user.provider)).rejects.toBeInstanceOf(UnauthorizedError);
    expect(opened[0]!.searchParams.get('client_id')).toBe(clientId);
    await authorize(user);
    const client = await connect(user.provider);
    expect(await whoami(client)).toContain('tools:call');
    await client.close();
  });

  // Last, because it moves the time that the others share.
  it('refreshes by itself, with rotation', async () => {
    const { provider, opened } = await signedIn();
    const before = provider.tokens()!;
    // A local check knows its own time only, so there the library is told to refresh.
    if (mode === 'introspect') server.clock.advance(700);
    else expect(await auth(provider, { serverUrl: url })).toBe('AUTHORIZED');
    const client = await connect(provider);
    expect(await whoami(client)).toContain('tools:call');
    await client.close();
    expect(opened).toHaveLength(1);
    expect(provider.tokens()!.access_token).not.toBe(before.access_token);
    expect(provider.tokens()!.refresh_token).not.toBe(before.refresh_token);
  });
});
