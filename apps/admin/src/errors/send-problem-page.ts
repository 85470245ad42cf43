import type { Response } from 'express';
import { pageLanguage } from '../pages/page-language.js';
import { styleNonce } from '../shell/security-headers.js';
import { renderProblemPage, type ProblemPage } from './problem-page.js';

/** Answers with a problem page, in the language of the browser. */
export function sendProblemPage(
  response: Response,
  status: number,
  page: Omit<ProblemPage, 'language' | 'nonce'>,
): void {
  const language = pageLanguage(response.req.headers['accept-language']);
  if (status === 503) response.set('Retry-After', '5');
  response
    .status(status)
    .type('html')
    .set('Cache-Control', 'no-store')
    .send(renderProblemPage({ ...page, language, nonce: styleNonce(response) }));
}
