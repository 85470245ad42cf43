import { answerView, requestView } from '../html/exchange.view.js';
import { html, type Html } from '../html/html.js';
import { backToActions, stepView } from './step.view.js';
import type { Story } from './story.js';

/** Steps E and F, of the latest API request. */
export function apiSteps({ apiExchange }: Story): Html | null {
  if (!apiExchange) return null;
  const status = apiExchange.answer?.status ?? null;
  return html`${stepView({
    id: 'step-e',
    letter: 'E',
    title: 'The API request',
    from: 'DingTalk’s server',
    to: 'WeChat’s API',
    body: html`<p>The access token travels in the <code>Authorization</code> header (RFC 6750).</p>
      ${requestView(apiExchange)}`,
  })}
  ${stepView({
    id: 'step-f',
    letter: 'F',
    title: 'The API answer',
    from: 'WeChat’s API',
    to: 'DingTalk’s server',
    body: html`<p>${meaning(status)}</p>
      ${answerView(apiExchange)} ${backToActions()}`,
  })}`;
}

function meaning(status: number | null): string {
  if (status === 200)
    return 'The API verified the token, its audience and its scope, and answered with your data.';
  if (status === 401)
    return 'The API refused the token: it is expired, revoked or not for this API. Refresh, then call again.';
  if (status === 403) return 'The token is good, but you did not allow what this request needs.';
  return 'The API could not answer this time. Call it again in a moment.';
}
