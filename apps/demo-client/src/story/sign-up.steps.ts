import { decodeJwt } from '../exchange/decode-jwt.js';
import { answerView, exchangeView, jsonView, requestView } from '../html/exchange.view.js';
import { html, type Html } from '../html/html.js';
import { parametersView } from '../html/parameters.view.js';
import { stepView } from './step.view.js';
import type { Story } from './story.js';

const REQUEST_PARAMETERS = {
  client_id: 'Which client asks',
  response_type: 'It wants an authorization code',
  redirect_uri: 'Where the answer goes; must be registered, byte for byte',
  scope: 'What it would like to do; you decide',
  resource: 'The API the access token is for (RFC 8707)',
  state: 'Ties the answer to this browser',
  nonce: 'Ties the ID token to this request',
  code_challenge: 'SHA-256 of a secret that only this client knows (PKCE, RFC 7636)',
  code_challenge_method: 'How the challenge was made',
};

const RESPONSE_PARAMETERS = {
  code: 'The authorization code: short-lived, for one use, worthless without the verifier',
  state: 'The same value as in A; checked',
  iss: 'Who answered (RFC 9207); checked against the issuer',
  scope: 'Sent in the legacy dialect only',
};

/** Steps A to D. */
export function signUpSteps(story: Story): Html {
  return html`${authorizationRequest(story)} ${authorizationResponse(story)} ${tokenRequest(story)}
  ${tokenResponse(story)}`;
}

function authorizationRequest({ authorizationUrl }: Story): Html {
  return stepView({
    id: 'step-a',
    letter: 'A',
    title: 'The authorization request',
    from: 'Your browser, sent by DingTalk',
    to: 'Authorization server',
    body: html`<p>A click on “Sign up with WeChat” was answered with a redirect to this address.</p>
      ${addressView('Redirect', authorizationUrl)}
      ${parametersView('What it says', authorizationUrl, REQUEST_PARAMETERS)}`,
  });
}

function authorizationResponse({ callbackUrl }: Story): Html {
  return stepView({
    id: 'step-b',
    letter: 'B',
    title: 'You signed in and confirmed',
    from: 'Authorization server, through your browser',
    to: 'DingTalk',
    body: html`<p>
        That happened at the authorization server, out of DingTalk’s sight. Then it sent your browser back
        here:
      </p>
      ${addressView('Redirect', callbackUrl)}
      ${parametersView('What came back', callbackUrl, RESPONSE_PARAMETERS)}`,
  });
}

function tokenRequest({ tokenExchange }: Story): Html {
  return stepView({
    id: 'step-c',
    letter: 'C',
    title: 'The token request',
    from: 'DingTalk’s server',
    to: 'Authorization server',
    body: html`<p>
        Server to server, past the browser. The client authenticates with its secret and shows the verifier
        behind the challenge of A. The headers are those that the client library set.
      </p>
      ${requestView(tokenExchange)}`,
  });
}

function tokenResponse(story: Story): Html {
  return stepView({
    id: 'step-d',
    letter: 'D',
    title: 'The token response',
    from: 'Authorization server',
    to: 'DingTalk’s server',
    body: html`${answerView(story.tokenExchange)} ${accessTokenView(story.firstTokens.accessToken)}
    ${idTokenView(story)} ${userInfoView(story)}`,
  });
}

function accessTokenView(accessToken: string): Html {
  const jwt = decodeJwt(accessToken);
  if (!jwt) {
    return html`<h3>Inside the access token</h3>
      <p>It is opaque: only the authorization server knows what it stands for, and the API asks there.</p>`;
  }
  return html`<h3>Inside the access token</h3>
    <p>
      A signed JWT (RFC 9068). It is meant for the API; DingTalk only carries it and opens it here to show
      you.
    </p>
    <div class="pair">${jsonView('Header', jwt.header)}${jsonView('Payload', jwt.payload)}</div>`;
}

function idTokenView({ idTokenClaims, keysExchange }: Story): Html | null {
  if (!idTokenClaims) return null;
  return html`<h3>The ID token <span class="badge good">validated</span></h3>
    <p>
      The client library checked signature, issuer, audience, nonce and expiry (OIDC Core 3.1.3.7).
      ${
        keysExchange
          ? html`The signing keys came from <code>${keysExchange.url}</code>.`
          : 'It still had the signing keys from an earlier sign-up.'
      }
    </p>
    <div id="id-token-claims">${jsonView('Claims', idTokenClaims)}</div>`;
}

function userInfoView({ userInfoExchange }: Story): Html | null {
  if (!userInfoExchange) return null;
  return html`<h3>Who are you?</h3>
    <p>The claims of the scopes you allowed, from the userinfo endpoint (OIDC Core 5.3).</p>
    ${exchangeView(userInfoExchange)}`;
}

function addressView(caption: string, url: URL): Html {
  return html`<figure class="wire">
    <figcaption>${caption}</figcaption>
    <pre><code><b>GET</b> ${url.href}</code></pre>
  </figure>`;
}
