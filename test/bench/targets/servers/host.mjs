import { randomBytes } from 'node:crypto';
import express from 'express';
import { consentPage, signInPage } from './pages.mjs';
import { subjectOf } from './passwords.mjs';

/**
 * The application around a library that has no pages of its own: Express, a session cookie, sign-in and consent.
 *
 * @param rows of openRows with the kinds `session` and `consent`
 * @param allow answers an authorization request that its user allows: `(request, response, subject)`
 */
export function createHost(rows, allow) {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(express.urlencoded({ extended: false }));

  app.get('/authorize', async (request, response) => {
    const subject = await signedIn(request);
    const { client_id: clientId, scope, prompt } = request.query;
    const query = request.url.slice(request.url.indexOf('?')).replaceAll('&', '&amp;');
    if (subject === undefined) return response.type('html').send(signInPage(`/sign-in${query}`));
    const allowed = prompt !== 'consent' && (await rows.consent.find(consentId(subject, clientId, scope)));
    if (!allowed) return response.type('html').send(consentPage(`/consent${query}`));
    await allow(request, response, subject);
  });

  app.post('/sign-in', async (request, response) => {
    const subject = await subjectOf(request.body.username, request.body.password);
    if (subject === null) return response.status(403).send('No such user, or another password.');
    const session = randomBytes(32).toString('base64url');
    await rows.session.save(session, { subject });
    response.cookie('session', session, { httpOnly: true, sameSite: 'lax' });
    response.redirect(303, `/authorize${request.url.slice(request.url.indexOf('?'))}`);
  });

  app.post('/consent', async (request, response) => {
    const subject = await signedIn(request);
    if (subject === undefined) return response.status(403).send('Nobody is signed in.');
    const { client_id: clientId, scope } = request.query;
    await rows.consent.save(consentId(subject, clientId, scope), {});
    await allow(request, response, subject);
  });

  async function signedIn(request) {
    const id = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    return id && (await rows.session.find(id))?.subject;
  }

  return app;
}

function consentId(subject, clientId, scope) {
  return `${subject} ${clientId} ${scope}`;
}
