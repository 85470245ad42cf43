import type { PageLanguage } from '../pages/page-language.js';
import { escapeHtml, renderPlainPage } from '../pages/plain-page.js';
import { PROBLEM_MESSAGES, type ProblemKind } from './problem-messages.js';

export interface ProblemPage {
  readonly kind: ProblemKind;
  readonly language: PageLanguage;
  /** The style nonce of this response. */
  readonly nonce: string;
  /** Shown to somebody who is not a member, so that an owner can add them. */
  readonly subject?: string;
  /** Finds the entry in the log. */
  readonly reference?: string;
}

/** What went wrong, in words, and the way on. */
export function renderProblemPage({ kind, language, nonce, subject, reference }: ProblemPage): string {
  const messages = PROBLEM_MESSAGES[language];
  const { title, text, next } = messages[kind];
  const facts = [
    ...(subject ? [[messages.subject, subject]] : []),
    ...(reference ? [[messages.reference, reference]] : []),
  ].map(([term, value]) => `<dt>${escapeHtml(term!)}</dt><dd><code>${escapeHtml(value!)}</code></dd>`);
  const list = facts.length ? `<dl>${facts.join('')}</dl>\n` : '';
  const body = `<p>${escapeHtml(text)}</p>\n${list}<p><a class="next" href="/sign-in">${escapeHtml(next)}</a></p>`;
  return renderPlainPage({ language, nonce, title, body });
}
