import type { Demo } from '../support/story.js';
import { Visitor, type Visit } from '../support/visitor.js';

/** Goes on to wherever a page sends the visitor, whatever the origin. */
export async function follow(visitor: Visitor, url: string): Promise<Visit> {
  let page = await visitor.visit(url);
  while (page.left) page = await visitor.visit(page.url);
  return page;
}

/** Fills in the sign-in page. */
export async function signIn(
  visitor: Visitor,
  page: Visit,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<Visit> {
  const next = await visitor.submit(page, { username, password }, { name: 'action', value: 'sign_in' });
  return next.left ? follow(visitor, next.url) : next;
}

/** From the demo client's landing page through sign-in and consent to the page of steps. */
export async function signUp(
  demo: Demo,
  visitor = new Visitor(),
): Promise<{ visitor: Visitor; story: Visit }> {
  const consent = await signIn(visitor, await follow(visitor, `${demo.clients[0]!.url}/sign-up`), demo.user);
  const answer = await visitor.submit(consent, {}, { name: 'decision', value: 'allow' });
  return { visitor, story: await follow(visitor, answer.url) };
}

type Credentials = Pick<Demo['api'], 'client_id' | 'client_secret'>;

/** RFC 6749 section 2.3.1. */
export function basic({ client_id, client_secret }: Credentials): string {
  const pair = `${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

export function post(
  demo: Demo,
  endpoint: string,
  client: Credentials,
  form: Record<string, string>,
): Promise<Response> {
  return fetch(`${demo.issuer}/oauth/${endpoint}`, {
    method: 'POST',
    headers: { authorization: basic(client) },
    body: new URLSearchParams(form),
  });
}

/** An access token for the story's machine. */
export async function machineToken(demo: Demo): Promise<string> {
  const response = await post(demo, 'token', demo.clients[1]!, {
    grant_type: 'client_credentials',
    scope: demo.api.scope,
    resource: demo.api.url,
  });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`No token: ${response.status} ${JSON.stringify(answer)}`);
  return answer.access_token;
}
