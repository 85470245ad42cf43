import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Controller, Get, Module } from '@nestjs/common';
import { AccessToken, Bearer, BearerModule, Token } from '@portcullis/bearer';
import * as oauth from 'oauth4webapi';
import { ADAPTERS, type Api, listening } from './orders-api.js';
import { StandInAuthority } from './stand-in-authority.js';

@Controller('mcp')
class ToolsController {
  @Get()
  @Bearer('tools:call')
  call(@Token() token: AccessToken) {
    return { subject: token.subject };
  }

  @Get('delete')
  @Bearer('tools:delete')
  remove() {
    return {};
  }

  @Get('pay')
  @Bearer({ acr: ['mfa'], maxAge: 60 })
  pay() {
    return {};
  }
}

const INSECURE = { [oauth.allowInsecureRequests]: true };

/** A port that nobody uses: the resource must know its address before it listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

describe.each(ADAPTERS)('standard clients on %s', (adapter) => {
  let authority: StandInAuthority;
  let api: Api;
  let resource: string;

  beforeAll(async () => {
    authority = await StandInAuthority.start();
    const port = await freePort();
    resource = `http://127.0.0.1:${port}/mcp`;
    const nonceKey = 'one secret for all processes of this API';
    @Module({
      imports: [BearerModule.forRoot({ issuer: authority.issuer, audience: resource, dpop: { nonceKey } })],
      controllers: [ToolsController],
    })
    class Tools {}
    api = await listening(Tools, adapter, undefined, port);
  });

  afterAll(async () => {
    await api.app.close();
    await authority.stop();
  });

  const issue = (claims: Record<string, unknown> = {}): Promise<string> =>
    authority.issue({ aud: resource, scope: 'tools:call', ...claims });

  const request = (token: string, path: string, options: object = {}): Promise<Response> =>
    oauth.protectedResourceRequest(token, 'GET', new URL(resource + path), new Headers(), null, {
      ...INSECURE,
      ...options,
    });

  const challenges = (sent: Promise<Response>): Promise<oauth.WWWAuthenticateChallenge[]> =>
    sent.then(
      () => [],
      (error: oauth.WWWAuthenticateChallengeError) => error.cause,
    );

  it('oauth4webapi finds the authorization server through the resource', async () => {
    const url = new URL(resource);
    const document = await oauth.processResourceDiscoveryResponse(
      url,
      await oauth.resourceDiscoveryRequest(url, INSECURE),
    );
    expect(document).toMatchObject({ resource, authorization_servers: [authority.issuer] });
  });

  it('oauth4webapi gets in with DPoP, learning the nonce on the way', async () => {
    const keys = await oauth.generateKeyPair('ES256');
    const DPoP = oauth.DPoP({}, keys);
    const token = await issue({ cnf: { jkt: await DPoP.calculateThumbprint() } });
    const refusal = await request(token, '', { DPoP }).catch((error: unknown) => error);
    expect(oauth.isDPoPNonceError(refusal)).toBe(true);
    for (let round = 0; round < 3; round += 1) {
      const response = await request(token, '', { DPoP });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ subject: 'alice' });
    }
    expect((await request(token, '?page=2', { DPoP })).status).toBe(200);
    // Another client has the token, but not the key.
    const thief = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
    const stolen = await challenges(request(token, '', { DPoP: thief }));
    expect(stolen).toMatchObject([{ scheme: 'dpop', parameters: { error: 'invalid_dpop_proof' } }]);
  });

  it('oauth4webapi understands every challenge', async () => {
    const resource_metadata = `${api.url}/.well-known/oauth-protected-resource/mcp`;
    const algs = 'ES256 RS256 PS256 EdDSA Ed25519';
    expect(await challenges(request(await issue({ exp: 1 }), ''))).toMatchObject([
      {
        scheme: 'bearer',
        parameters: { error: 'invalid_token', scope: 'tools:call', resource_metadata },
      },
      { scheme: 'dpop', parameters: { scope: 'tools:call', resource_metadata, algs } },
    ]);
    expect(await challenges(request(await issue(), '/delete'))).toMatchObject([
      {
        scheme: 'bearer',
        parameters: { error: 'insufficient_scope', scope: 'tools:delete', resource_metadata },
      },
    ]);
    expect(await challenges(request(await issue(), '/pay'))).toMatchObject([
      {
        scheme: 'bearer',
        parameters: { error: 'insufficient_user_authentication', acr_values: 'mfa', max_age: '60' },
      },
    ]);
  });

  it('an MCP client finds its way from the first 401 to the authorization server', async () => {
    const refused = await fetch(resource);
    expect(refused.status).toBe(401);
    const { resourceMetadataUrl, scope, error } = extractWWWAuthenticateParams(refused);
    expect({ scope, error }).toEqual({ scope: 'tools:call', error: undefined });
    for (const options of [{ resourceMetadataUrl }, undefined]) {
      expect(await discoverOAuthProtectedResourceMetadata(resource, options)).toMatchObject({
        resource,
        authorization_servers: [authority.issuer],
        scopes_supported: ['tools:call', 'tools:delete'],
      });
    }
  });

  it('an MCP client learns which scope an operation lacks', async () => {
    const headers = { authorization: `Bearer ${await issue()}` };
    const { scope, error, resourceMetadataUrl } = extractWWWAuthenticateParams(
      await fetch(`${resource}/delete`, { headers }),
    );
    expect({ scope, error }).toEqual({ scope: 'tools:delete', error: 'insufficient_scope' });
    expect(resourceMetadataUrl?.pathname).toBe('/.well-known/oauth-protected-resource/mcp');
  });
});
