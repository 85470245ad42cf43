import { html, type Html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { Revocation } from '../story/story-teller.js';

export interface LandingView {
  /** The user this browser has signed up; null for a stranger. */
  readonly userName: string | null;
  readonly signedOut: Revocation | null;
  readonly issuer: string;
  readonly api: string;
  readonly hasMachine: boolean;
}

const STEPS = [
  ['A', 'DingTalk sends your browser to WeChat’s authorization server.'],
  ['B', 'You sign in there and confirm. DingTalk never sees your password.'],
  ['C', 'DingTalk swaps the code that came back for tokens, proving who it is.'],
  ['D', 'It gets an access token, a refresh token and an ID token.'],
  ['E', 'It asks WeChat’s API for your moments, with the access token.'],
  ['F', 'The API checks the token and answers with your data.'],
] as const;

const SIGNED_OUT: Readonly<Record<Revocation, string>> = {
  revoked: 'You are signed out. DingTalk forgot your tokens and gave the refresh token back.',
  'not-revoked':
    'You are signed out and DingTalk forgot your tokens, but the authorization server did not confirm that it ' +
    'revoked them. They end when they expire.',
};

export function landingPage(view: LandingView): Html {
  return layout({
    title: 'Sign up',
    main: html`
      ${view.signedOut && html`<p class="notice" role="status">${SIGNED_OUT[view.signedOut]}</p>`}
      <div class="hero">
        <section class="pitch" aria-labelledby="pitch-title">
          <h1 id="pitch-title">Work together, with the account you already have</h1>
          <p class="lead">
            DingTalk asks WeChat who you are and for your moments, only if you allow it, and without ever
            seeing your password.
          </p>
          ${view.userName && welcomeBack(view.userName)}
          <p class="actions">
            <a class="button wechat" id="sign-up" href="/sign-up">${chatIcon()}Sign up with WeChat</a>
          </p>
          <dl class="addresses">
            <dt>Authorization server</dt>
            <dd><code>${view.issuer}</code></dd>
            <dt>API</dt>
            <dd><code>${view.api}</code></dd>
          </dl>
        </section>
        <section class="card" aria-labelledby="steps-title">
          <h2 id="steps-title">What will happen</h2>
          <ol class="steps">
            ${STEPS.map(([letter, text]) => html`<li><span class="letter">${letter}</span><span>${text}</span></li>`)}
          </ol>
          <p class="hint">
            Afterwards this page shows every one of these requests and answers as they were sent.
          </p>
        </section>
      </div>
      ${view.hasMachine && machineTeaser()}
    `,
  });
}

function welcomeBack(userName: string): Html {
  return html`<p class="notice">
    Signed up as <strong><bdi>${userName}</bdi></strong
    >. <a href="/story" id="see-story">See the story</a>
  </p>`;
}

function machineTeaser(): Html {
  return html`<section class="card teaser" aria-labelledby="machine-title">
    <h2 id="machine-title">No user at all?</h2>
    <p>
      A nightly job has nobody to ask for consent. It signs in as itself, with the client credentials grant.
      <a href="/machine" id="see-machine">Try the machine client</a>
    </p>
  </section>`;
}

function chatIcon(): Html {
  return html`<svg aria-hidden="true" viewBox="0 0 24 24" width="22" height="22" fill="currentColor">
    <path
      d="M9.5 4C5.4 4 2 6.7 2 10.1c0 1.9 1.1 3.6 2.8 4.7L4.2 17l2.6-1.4c.9.2 1.8.4 2.7.4h.6a5 5 0 0 1-.2-1.4c0-3.2 3-5.7 6.7-5.7h.3C16.2 6 13.1 4 9.5 4Z"
    />
    <path
      d="M22 14.6c0-2.6-2.5-4.7-5.5-4.7S11 12 11 14.6s2.5 4.7 5.5 4.7c.7 0 1.4-.1 2-.3l1.9 1-.5-1.7c1.3-.9 2.1-2.2 2.1-3.7Z"
    />
  </svg>`;
}
