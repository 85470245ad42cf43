import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorizeUrl, obtainCode, post, redeem, refresh, type TokenAnswer } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, invalidTarget } from '../support/oauth-error.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const ORDERS = 'https://orders.example';
const STOCK = 'https://stock.example/v1';
const BILLS = 'urn:example:bills';

describe('resource indicators (RFC 8707)', () => {
  let server: TestServer;
  let client: RegisteredClient;
  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    client = await server.register({
      audiences: [ORDERS, STOCK, BILLS],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
    await server.addUser();
  });
  afterAll(() => server.close());

  const list = (...resources: string[]): string =>
    resources.map((uri) => `resource=${encodeURIComponent(uri)}`).join('&');
  const audienceOf = async (answer: Response): Promise<unknown> =>
    readJwt(((await answer.json()) as TokenAnswer).access_token).claims['aud'];
  const machine = (more: string): Promise<Response> =>
    post(server, 'token', client, `grant_type=client_credentials&${more}`);
  /** A code for two of the three resources. */
  const twoOfThree = async () => {
    const visitor = new Visitor();
    await obtainCode(server, client, {}, visitor);
    const proof = pkce();
    const url = `${authorizeUrl(server, client, proof)}&${list(ORDERS, STOCK)}`;
    const callback = new URL((await visitor.visit(url)).url);
    return { ...proof, code: callback.searchParams.get('code')!, callback, visitor };
  };

  it.each<[string, string, unknown]>([
    ['one', list(STOCK), STOCK],
    ['two', list(STOCK, BILLS), [STOCK, BILLS]],
    ['the same twice', list(STOCK, STOCK), STOCK],
    ['scheme and host in another case, and a bare slash', list('HTTPS://Orders.Example/'), ORDERS],
  ])('a token for %s names it as it is registered', async (_, more, expected) => {
    expect(await audienceOf(await machine(more))).toEqual(expected);
  });

  it.each([
    ['one that is not registered', list('https://other.example'), 'https://other.example'],
    ['a path below a registered one', list(`${ORDERS}/admin`), `${ORDERS}/admin`],
    ['one good and one foreign', list(ORDERS, 'https://other.example'), 'https://other.example'],
    ['what is no URI', list('orders'), 'orders'],
    ['what cannot be repeated', list('"ö"\\'), '????'],
    ['a long one', list('x'.repeat(1000)), `${'x'.repeat(200)}...`],
  ])('refuses %s', async (_, more, named) => {
    await expectOAuthError(await machine(more), invalidTarget(named));
  });

  it('the code is for all that were asked for; each token request may take some of them', async () => {
    expect(await audienceOf(await redeem(server, client, await twoOfThree()))).toEqual([ORDERS, STOCK]);
    const answer = await redeem(server, client, await twoOfThree(), { resource: STOCK });
    const { access_token: token, refresh_token: refreshToken } = (await answer.json()) as TokenAnswer;
    expect(readJwt(token).claims['aud']).toBe(STOCK);
    expect(await audienceOf(await refresh(server, client, refreshToken, { resource: ORDERS }))).toBe(ORDERS);
  });

  it('and none beyond them, however it is registered', async () => {
    const result = await twoOfThree();
    await expectOAuthError(await redeem(server, client, result, { resource: BILLS }), invalidTarget(BILLS));
    // The refused request has used nothing up.
    const { refresh_token: refreshToken } = (await (
      await redeem(server, client, result)
    ).json()) as TokenAnswer;
    await expectOAuthError(
      await refresh(server, client, refreshToken, { resource: BILLS }),
      invalidTarget(BILLS),
    );
  });
});
