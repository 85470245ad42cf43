import { exchangeView } from '../html/exchange.view.js';
import { html, type Html } from '../html/html.js';
import { layout } from '../html/layout.js';
import { parametersView } from '../html/parameters.view.js';
import type { SignUpFailure, SignUpFailureKind } from './sign-up-failure.js';

const WORDS: Readonly<Record<SignUpFailureKind, { heading: string; text: string }>> = {
  declined: {
    heading: 'You did not allow it',
    text: 'WeChat told us that you said no. Nothing was shared, and you can change your mind at any time.',
  },
  refused: {
    heading: 'WeChat refused the sign-up',
    text: 'The authorization server answered with an error. Its own words are below.',
  },
  'rejected-answer': {
    heading: 'We did not trust the answer',
    text:
      'What came back does not belong to this sign-up, or did not pass a security check, so DingTalk ' +
      'threw it away. A fresh start usually helps.',
  },
  unreachable: {
    heading: 'WeChat does not answer',
    text: 'The authorization server could not be reached. It may still be starting; wait a moment and try again.',
  },
  'nothing-pending': {
    heading: 'This sign-up is over',
    text:
      'The page was opened twice, too late, or in another browser than the one that began. An answer is good ' +
      'for one use only.',
  },
};

export function signUpFailedPage(failure: SignUpFailure): Html {
  const { heading, text } = WORDS[failure.kind];
  return layout({
    title: `Error: ${heading}`,
    main: html`
      <section class="card narrow" aria-labelledby="failure-title">
        <h1 id="failure-title">${heading}</h1>
        <p role="alert">${text}</p>
        ${detailsView(failure)}
        <p class="actions">
          <a class="button" id="try-again" href="/sign-up">Try again</a>
          <a class="button quiet" href="/">Back to the start</a>
        </p>
      </section>
      ${evidenceView(failure)}
    `,
  });
}

function detailsView({ error, description, context }: SignUpFailure): Html | null {
  if (!context) return null;
  return html`<dl class="facts">
    ${error && factView('error', error)}${description && factView('error_description', description)}
    ${factView('iss', context.callbackUrl?.searchParams.get('iss') ?? `${context.issuer} (as configured)`)}
  </dl>`;
}

function factView(name: string, value: string): Html {
  return html`<dt><code>${name}</code></dt>
    <dd id="failure-${name}">${value}</dd>`;
}

function evidenceView({ context }: SignUpFailure): Html | null {
  if (!context?.callbackUrl) return null;
  return html`<section class="card step" aria-labelledby="evidence-title">
    <h2 id="evidence-title">What came back</h2>
    ${parametersView('Parameters of the redirect', context.callbackUrl, {
      error: 'Why there is no code (RFC 6749 section 4.1.2.1)',
      error_description: 'The same for a developer',
      code: 'The authorization code',
      state: 'Must be the value that this browser was sent with',
      iss: 'Who answered (RFC 9207)',
    })}
    ${context.tokenExchange && exchangeView(context.tokenExchange)}
  </section>`;
}
