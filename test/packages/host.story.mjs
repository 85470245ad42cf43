import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as oidc from 'openid-client';
import { Browser } from './browser.mjs';
import { hostsEnvironment } from './environment.mjs';

const EMPLOYEE = { number: 'E-1042', email: 'grace@acme.example', name: 'Grace Hopper' };
const REDIRECT_URI = 'https://wiki.acme.example/callback';
const SIGN_IN = ['action', 'sign_in'];
const ALLOW = ['decision', 'allow'];

/** The running authorization server inside the company's own application. */
export class Host {
  password = randomBytes(12).toString('base64url');

  constructor(proof, stage, schema, { folder, issuer, port, orders }) {
    Object.assign(this, { proof, stage, schema, folder, issuer, port, orders });
  }

  async start() {
    const { proof, stage, folder } = this;
    const env = hostsEnvironment({
      ISSUER: this.issuer,
      PORT: String(this.port),
      MASTER_KEY: randomBytes(32).toString('base64url'),
      DATABASE_URL: this.schema.url,
      ORDERS_URL: this.orders,
      EMPLOYEE_PASSWORD: this.password,
    });
    this.secrets = await proof.need(
      "our migrations run beside the host's own, clients are registered",
      async () => {
        const output = await stage.run(process.execPath, ['dist/set-up.js'], { cwd: folder, env });
        return JSON.parse(output.trim().split('\n').at(-1));
      },
    );
    await proof.need("the host app starts, with Nest's own body parser", async () => {
      const app = stage.start(process.execPath, ['dist/main.js'], { cwd: folder, env });
      await app.written(/The host app is ready/, 30);
    });
    this.wiki = await proof.need('a stock client library discovers the issuer', () => this.#discover());
    await proof.claim("the host's own JSON route still works", async () => {
      const response = await fetch(`${this.issuer}/lunch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"dish":"noodles"}',
      });
      assert.deepEqual(await response.json(), { ordered: 'noodles' });
    });
  }

  /**
   * Code flow, userinfo, check and refresh.
   *
   * @returns live tokens
   */
  async serveAnEmployee() {
    const { proof } = this;
    await proof.claim('an employee with a wrong password is not let in', () => this.#refuseWrongPassword());
    const tokens = await proof.need('an employee signs in, consents, and the code becomes tokens', () =>
      this.obtainTokens(),
    );
    await proof.claim("the ID token and userinfo speak of the host's employee", async () => {
      assert.equal(tokens.claims().sub, EMPLOYEE.number);
      const user = await oidc.fetchUserInfo(this.wiki, tokens.access_token, EMPLOYEE.number);
      assert.equal(user.name, EMPLOYEE.name);
    });
    await proof.claim(
      'check_access tells the resource server owner, client, audience and scope',
      async () => {
        const { active, sub, client_id, username, aud, scope } = await this.check(tokens.access_token);
        assert.equal(active, true);
        assert.deepEqual([sub, username], [EMPLOYEE.number, EMPLOYEE.email]);
        assert.deepEqual([client_id, aud], ['wiki', this.orders]);
        assert.ok(scope.split(' ').includes('orders:read'), scope);
      },
    );
    await proof.claim('check_access answers garbage with {"active":false} and nothing else', async () => {
      assert.deepEqual(await this.check('garbage'), { active: false });
    });
    await proof.claim('check_access refuses a caller with a wrong secret: 401 invalid_client', async () => {
      const response = await this.#askCheckAccess(tokens.access_token, 'wrong');
      assert.equal(response.status, 401);
      assert.equal((await response.json()).error, 'invalid_client');
    });
    return proof.need('a refresh token brings a new access token and a new refresh token', async () => {
      const next = await oidc.refreshTokenGrant(this.wiki, tokens.refresh_token);
      assert.notEqual(next.refresh_token, tokens.refresh_token);
      assert.notEqual(next.access_token, tokens.access_token);
      assert.equal((await this.check(next.access_token)).active, true);
      return next;
    });
  }

  /** Revocation, and what the host's own table decides. */
  async endIt(tokens) {
    const { proof } = this;
    await proof.claim('a revoked refresh token ends its access token too', async () => {
      await oidc.tokenRevocation(this.wiki, tokens.refresh_token);
      assert.deepEqual(await this.check(tokens.access_token), { active: false });
      await this.#refuseRefresh(tokens.refresh_token);
    });
    await proof.claim('an employee who left: no refresh, no active token, no sign-in', async () => {
      const last = await this.obtainTokens();
      assert.equal((await this.check(last.access_token)).active, true);
      await this.schema.query('UPDATE employee SET left_at = NOW() WHERE number = ?', [EMPLOYEE.number]);
      assert.deepEqual(await this.check(last.access_token), { active: false });
      await this.#refuseRefresh(last.refresh_token);
      const { page } = await this.#signIn(new Browser(), this.password);
      assert.match(page.url, /\/oauth\/sign_in\?/);
    });
    await proof.claim('our own user table was not needed', async () => {
      assert.deepEqual(await this.schema.query('SELECT COUNT(*) AS users FROM oauth_user'), [{ users: 0 }]);
    });
  }

  /**
   * The code flow, as a person without JavaScript walks it.
   *
   * @param boxes fields of the consent page; null clears a check box
   */
  async obtainTokens(boxes = {}) {
    const browser = new Browser();
    const { page, request } = await this.#signIn(browser, this.password);
    assert.match(page.url, /\/oauth\/confirm_access\?/, page.html);
    assert.match(page.html, /Acme Wiki/);
    assert.match(page.html, /See your orders/);
    // Not remembered, so that the next visit asks again.
    const back = await browser.submit(page, { remember: null, ...boxes }, ALLOW, REDIRECT_URI);
    return oidc.authorizationCodeGrant(this.wiki, new URL(back.url), {
      pkceCodeVerifier: request.verifier,
      expectedState: request.state,
      expectedNonce: request.nonce,
      idTokenExpected: true,
    });
  }

  async check(token) {
    const response = await this.#askCheckAccess(token, this.secrets['orders-api']);
    assert.equal(response.status, 200);
    return response.json();
  }

  #askCheckAccess(token, secret) {
    return fetch(`${this.issuer}/oauth/check_access`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`orders-api:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ token }),
    });
  }

  #discover() {
    const basic = oidc.ClientSecretBasic(this.secrets['wiki']);
    // The issuer is http on loopback.
    const execute = [oidc.allowInsecureRequests];
    return oidc.discovery(new URL(this.issuer), 'wiki', undefined, basic, { execute });
  }

  async #signIn(browser, password) {
    const request = {
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
    };
    const url = oidc.buildAuthorizationUrl(this.wiki, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile offline_access orders:read',
      state: request.state,
      nonce: request.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(request.verifier),
      code_challenge_method: 'S256',
    });
    const signIn = await browser.visit(url.href);
    const page = await browser.submit(signIn, { username: EMPLOYEE.email, password }, SIGN_IN);
    return { page, request };
  }

  async #refuseWrongPassword() {
    const { page } = await this.#signIn(new Browser(), 'not her password');
    assert.match(page.url, /\/oauth\/sign_in\?/);
    assert.match(page.html, /<title>Error:/);
    assert.match(page.html, /role="alert"/);
  }

  async #refuseRefresh(refreshToken) {
    await assert.rejects(oidc.refreshTokenGrant(this.wiki, refreshToken), (error) => {
      assert.deepEqual([error.status, error.error], [400, 'invalid_grant']);
      return true;
    });
  }
}
