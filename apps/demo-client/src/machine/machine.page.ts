import type { ClientCredentials } from '../demo-client.options.js';
import { decodeJwt } from '../exchange/decode-jwt.js';
import { exchangeView, jsonView } from '../html/exchange.view.js';
import { html, type Html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { MachineStory } from './machine-story.js';

export function machinePage({ clientId, scope }: ClientCredentials, story: MachineStory | null): Html {
  return layout({
    title: 'Machine client',
    main: html`
      <section class="card step" aria-labelledby="machine-title">
        <h1 id="machine-title">A client without a user</h1>
        <p>
          The client <code>${clientId}</code> asks for <code>${scope}</code> with the client credentials grant
          (OAuth 2.1 section 4.2). There is no browser, no consent and no refresh token: a new access token
          costs one request.
        </p>
        <form class="actions" method="post" action="/machine">
          <button class="button" id="machine-run" name="run" value="1">Get a token and call the API</button>
          <a class="button quiet" href="/">Back to the start</a>
        </form>
      </section>
      ${story && machineStoryView(story)}
    `,
  });
}

function machineStoryView({ tokenExchange, accessToken, apiExchange }: MachineStory): Html {
  const jwt = accessToken === null ? null : decodeJwt(accessToken);
  return html`<section class="card step" id="step-machine-token" aria-labelledby="machine-token-title">
      <h2 id="machine-token-title">Token request and answer</h2>
      <p>Secrets and tokens are masked except for their last four characters.</p>
      ${exchangeView(tokenExchange)}
      ${
        jwt &&
        html`<div class="pair">
          ${jsonView('Access token, header', jwt.header)}${jsonView('Access token, payload', jwt.payload)}
        </div>`
      }
    </section>
    ${
      apiExchange &&
      html`<section class="card step" id="step-machine-api" aria-labelledby="machine-api-title">
        <h2 id="machine-api-title">API request and answer</h2>
        <p>The subject of this token is the client itself, and the API sees that.</p>
        ${exchangeView(apiExchange)}
      </section>`
    }`;
}
