import { maskSecret } from '../exchange/masking.js';
import { exchangeView } from '../html/exchange.view.js';
import { html, type Html } from '../html/html.js';
import { clockTime } from '../html/time.js';
import { backToActions, stepView } from './step.view.js';
import type { Refresh, Tokens } from './story.js';

/** The latest refresh, or what a refresh is. */
export function refreshStep(refresh: Refresh | null): Html {
  return stepView({
    id: 'step-refresh',
    letter: '↻',
    title: 'The refresh',
    from: 'DingTalk’s server',
    to: 'Authorization server',
    body: html`${refresh ? refreshView(refresh) : invitation()} ${backToActions()}`,
  });
}

function invitation(): Html {
  return html`<p>
    An access token lives for minutes. When it has expired, the refresh token brings a new one without asking
    you again. Press “Refresh the tokens” above to see it happen.
  </p>`;
}

function refreshView({ exchange, before, after, refusal }: Refresh): Html {
  return html`${after ? comparison(before, after) : refusalView(refusal)} ${exchangeView(exchange)}`;
}

function comparison(before: Tokens, after: Tokens): Html {
  const rotated = after.refreshToken !== before.refreshToken;
  return html`<p>
      ${
        rotated
          ? 'Both tokens are new: the refresh token rotated, and the old one has done its work.'
          : 'The access token is new; the refresh token stayed the same.'
      }
    </p>
    <table class="comparison">
      <caption>
        Old and new
      </caption>
      <thead>
        <tr>
          <th scope="col">Token</th>
          <th scope="col">Old</th>
          <th scope="col">New</th>
        </tr>
      </thead>
      <tbody>
        ${comparisonRow('Access token', maskSecret(before.accessToken), maskSecret(after.accessToken))}
        ${comparisonRow('Refresh token', maskSecret(before.refreshToken ?? ''), maskSecret(after.refreshToken ?? ''))}
        <tr>
          <th scope="row">Access token expires</th>
          <td>${expiry(before)}</td>
          <td>${expiry(after)}</td>
        </tr>
      </tbody>
    </table>`;
}

function comparisonRow(name: string, before: string, after: string): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td><code>${before}</code></td>
    <td><code>${after}</code></td>
  </tr>`;
}

function expiry({ expiresAt }: Tokens): Html | string {
  return expiresAt ? clockTime(expiresAt) : 'not said';
}

function refusalView(refusal: string | null): Html {
  return html`<p role="alert" class="notice bad">
    No new tokens: <code>${refusal}</code>. ${adviceFor(refusal)}
  </p>`;
}

function adviceFor(refusal: string | null): string {
  return refusal === 'invalid_grant'
    ? 'The refresh token is no longer good. The access token works until it expires; after that, sign up again.'
    : 'The tokens are kept as they are. Try again in a moment.';
}
