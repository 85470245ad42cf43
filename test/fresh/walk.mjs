import assert from 'node:assert/strict';
import { Browser } from '../packages/browser.mjs';
import { machineClientOf, webClientOf } from './demo-file.mjs';

/** Walks through a running story with nothing but what demo.json says. */
export async function walk(proof, demo) {
  await proof.claim('the issuer serves its metadata', async () => {
    const response = await fetch(`${demo.issuer}/.well-known/openid-configuration`);
    assert.equal(response.status, 200);
    assert.equal((await response.json()).issuer, demo.issuer);
  });
  const token = await proof.need('the machine client gets a token with the credentials given', () =>
    machineToken(demo),
  );
  await proof.claim('check_access, asked with the credentials of the API, says active', async () => {
    const machine = machineClientOf(demo);
    const { active, client_id, sub, scope } = await checkAccess(demo, token);
    const expected = { client_id: machine.client_id, sub: machine.client_id, scope: demo.api.scope };
    assert.deepEqual({ active, client_id, sub, scope }, { active: true, ...expected });
  });
  await proof.claim('check_access says {"active":false} about garbage', async () => {
    assert.deepEqual(await checkAccess(demo, 'garbage'), { active: false });
  });
  await proof.claim('the API answers 200 with that token', async () => {
    assert.equal((await callApi(demo, token)).status, 200);
  });
  await proof.claim('the API answers 401 without a token and with garbage', async () => {
    assert.equal((await callApi(demo)).status, 401);
    assert.equal((await callApi(demo, 'garbage')).status, 401);
  });
  await proof.claim('the admin address leads to the sign-in page of our own server', async () => {
    const page = await new Browser().visit(demo.admin.url);
    assert.equal(page.status, 200);
    assert.ok(page.url.startsWith(`${demo.issuer}/oauth/sign_in?`), page.url);
  });
  await proof.claim('the admin signs in there and gets the admin page', async () => {
    const browser = new Browser();
    const page = await signIn(browser, await browser.visit(demo.admin.url), demo.admin);
    assert.equal(page.status, 200, page.html.slice(0, 1500));
    assert.equal(new URL(page.url).origin, demo.admin.url);
    assert.match(page.html, /<div id="root">/);
  });
  await proof.claim('the user signs up at the demo client, which then shows data of the API', async () => {
    const web = webClientOf(demo);
    const browser = new Browser();
    const landing = await browser.visit(web.url);
    assert.equal(landing.status, 200);
    const start = /id="sign-up" href="([^"]+)"/.exec(landing.html)?.[1];
    const signInPage = await browser.visit(new URL(start, landing.url).href);
    const consent = await signIn(browser, signInPage, demo.user);
    assert.match(consent.url, /\/oauth\/confirm_access\?/, consent.html.slice(0, 1500));
    const story = await browser.submit(consent, {}, ['decision', 'allow']);
    assert.equal(story.url, `${web.url}/story`);
    const answer = story.html.slice(story.html.indexOf('id="step-f"'));
    assert.match(answer, /HTTP 200/);
    assert.match(answer, /moments/);
  });
}

/** An access token for the machine client, which also proves that its credentials are good. */
export async function machineToken(demo) {
  const response = await post(demo, 'token', machineClientOf(demo), {
    grant_type: 'client_credentials',
    scope: demo.api.scope,
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  assert.equal(answer.token_type, 'Bearer');
  return answer.access_token;
}

async function checkAccess(demo, token) {
  const response = await post(demo, 'check_access', demo.api, { token });
  assert.equal(response.status, 200);
  return response.json();
}

function callApi(demo, token) {
  return fetch(`${demo.api.url}/moments`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
}

function signIn(browser, page, { username, password }) {
  return browser.submit(page, { username, password }, ['action', 'sign_in']);
}

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they go into the header. */
function post(demo, endpoint, { client_id, client_secret }, form) {
  const pair = `${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`;
  return fetch(`${demo.issuer}/oauth/${endpoint}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: new URLSearchParams(form),
  });
}
