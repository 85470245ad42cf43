import { html, type Html } from '../html/html.js';
import { layout } from '../html/layout.js';
import { clockTime, duration } from '../html/time.js';
import { maskSecret } from '../exchange/masking.js';
import { apiSteps } from './api.steps.js';
import { refreshStep } from './refresh.step.js';
import { signUpSteps } from './sign-up.steps.js';
import { userName, type Story, type StoryEvent, type Tokens } from './story.js';

const CONTENTS = [
  ['step-a', 'A', 'Authorization request'],
  ['step-b', 'B', 'Sign-in and consent'],
  ['step-c', 'C', 'Token request'],
  ['step-d', 'D', 'Token response'],
  ['step-e', 'E', 'API request'],
  ['step-f', 'F', 'API answer'],
  ['step-refresh', '↻', 'Refresh'],
] as const;

/** Steps A to F of one sign-up, each with what really went over the wire. */
export function storyPage(story: Story, hasMachine: boolean, now: Date): Html {
  return layout({
    title: 'The story, step by step',
    main: html`
      <section class="card welcome" id="actions" aria-labelledby="welcome-title">
        <h1 id="welcome-title">Welcome, <bdi>${userName(story)}</bdi></h1>
        <p class="lead">
          You signed up to DingTalk with WeChat. This is how it went, as it went over the wire.
        </p>
        ${tokensView(story.tokens, now)} ${actionsView(story.tokens, hasMachine)}
        <p class="hint">
          Secrets and tokens are masked except for their last four characters, and a JWT keeps its public
          beginning; everything else is shown as it was sent. The code, state, nonce and verifier have been
          used and are worth nothing now.
        </p>
      </section>
      <div class="columns">
        <nav class="contents" aria-label="Steps">
          <ol>
            ${CONTENTS.map(
              ([id, letter, name]) =>
                html`<li>
                  <a href="#${id}"><span class="letter">${letter}</span><span>${name}</span></a>
                </li>`,
            )}
          </ol>
        </nav>
        <div class="story">
          ${signUpSteps(story)} ${apiSteps(story)} ${refreshStep(story.refresh)} ${eventsView(story.events)}
        </div>
      </div>
    `,
  });
}

function tokensView({ accessToken, refreshToken, scope, expiresAt }: Tokens, now: Date): Html {
  return html`<dl class="facts" id="tokens">
    <dt>Access token</dt>
    <dd><code>${maskSecret(accessToken)}</code> ${expiryView(expiresAt, now)}</dd>
    <dt>Refresh token</dt>
    <dd>${refreshToken === null ? 'none' : html`<code>${maskSecret(refreshToken)}</code>`}</dd>
    <dt>Scope</dt>
    <dd>${scope === null ? 'as asked for' : html`<code>${scope}</code>`}</dd>
  </dl>`;
}

function expiryView(expiresAt: Date | null, now: Date): Html | null {
  if (!expiresAt) return null;
  const left = expiresAt.getTime() - now.getTime();
  if (left <= 0) return html`<span class="badge bad">expired at ${clockTime(expiresAt)}</span>`;
  return html`<span class="badge good">valid for ${duration(left)}, until ${clockTime(expiresAt)}</span>`;
}

function actionsView({ refreshToken }: Tokens, hasMachine: boolean): Html {
  return html`<div class="actions">
      <form method="post" action="/call-api">
        <button class="button" id="call-api">Call the API again</button>
      </form>
      <form method="post" action="/refresh">
        ${
          refreshToken === null
            ? html`<button class="button" id="refresh" disabled aria-describedby="no-refresh-token">
                Refresh
              </button>`
            : html`<button class="button" id="refresh">Refresh the tokens</button>`
        }
      </form>
      <form method="post" action="/sign-out">
        <button class="button quiet" id="sign-out">Sign out</button>
      </form>
      ${hasMachine && html`<a class="button quiet" href="/machine" id="see-machine">Machine client</a>`}
    </div>
    ${
      refreshToken === null &&
      html`<p class="hint" id="no-refresh-token">
        There is no refresh token: <code>offline_access</code> was not asked for or not allowed.
      </p>`
    }`;
}

function eventsView(events: readonly StoryEvent[]): Html {
  return html`<section class="card step" aria-labelledby="events-title">
    <h2 id="events-title">So far</h2>
    <ol class="events">
      ${events.map(
        ({ at, text, ok }) =>
          html`<li>
            ${clockTime(at)} <span>${text}</span>
            <span class="badge ${ok ? 'good' : 'bad'}">${ok ? 'ok' : 'refused'}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
