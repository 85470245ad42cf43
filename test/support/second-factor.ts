import { generateSync } from 'otplib';
import { authorizeUrl, signIn } from './flow.js';
import type { Parameters } from './parameters.js';
import { pkce, type Pkce } from './pkce.js';
import { SoftPasskey, type PasskeyOptions } from './soft-passkey.js';
import type { RegisteredClient, TestServer } from './test-server.js';
import { readForm, Visitor, type Visit } from './visitor.js';

/** What a user has after they have set up an authenticator app. */
export interface EnrolledApp {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** The code that an app shows; `steps` of 30 seconds from now. */
export function codeAt(secret: string, now: number, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(now / 1000) + 30 * steps });
}

/** Goes on to the next time step, in which no code has been used, and reads the app. */
export function nextCode(server: TestServer, { secret }: EnrolledApp): string {
  server.clock.advance(30);
  return codeAt(secret, server.clock.now());
}

/** The user adds an app on the pages about their account. */
export async function enrolApp(
  server: TestServer,
  username: string,
  visitor = new Visitor(),
): Promise<EnrolledApp> {
  let page = await visitor.visit(server.url('account/second_factor/app'));
  if (page.url.includes('/oauth/sign_in')) page = await signIn(visitor, page, username);
  const secret = secretOn(page);
  const codes = await confirmApp(server, visitor, page);
  return { secret, recoveryCodes: recoveryCodesOn(codes) };
}

export function confirmApp(
  server: TestServer,
  visitor: Visitor,
  page: Visit,
  code = codeAt(secretOn(page), server.clock.now()),
): Promise<Visit> {
  return visitor.submit(page, { code }, { name: 'action', value: 'confirm' });
}

export function secretOn({ html, url }: Visit): string {
  const secret = /id="secret"[^>]*>([^<]+)</.exec(html)?.[1];
  if (secret === undefined) throw new Error(`No secret at ${url}: ${html.slice(0, 2000)}`);
  return secret.replaceAll(' ', '');
}

export function recoveryCodesOn({ html }: Visit): string[] {
  return [...html.matchAll(/<li><code>([^<]+)<\/code><\/li>/g)].map(([, code]) => code!);
}

/** A browser whose user has shown the right password and is asked for more. */
export interface HalfWay extends Pkce {
  readonly visitor: Visitor;
  readonly page: Visit;
  /** Id of the interaction, as the browser carries it. */
  readonly id: string;
}

export async function halfWay(
  server: TestServer,
  client: RegisteredClient,
  username: string,
  more: Parameters = {},
  visitor = new Visitor(),
): Promise<HalfWay> {
  const proof = pkce();
  const page = await signIn(
    visitor,
    await visitor.visit(authorizeUrl(server, client, proof, more)),
    username,
  );
  const id = new URL(page.url).searchParams.get('interaction') ?? '';
  return { ...proof, visitor, page, id };
}

export function enterFactor(
  visitor: Visitor,
  page: Visit,
  code: string,
  method: 'app' | 'recovery-code' = 'app',
): Promise<Visit> {
  return visitor.submit(page, { code, method }, { name: 'action', value: 'verify' });
}

/** What the script would ask, from the page it is on. */
export async function passkeyOptions(
  visitor: Visitor,
  url: string,
  form: Record<string, string>,
): Promise<PasskeyOptions> {
  const response = await visitor.request(url, { method: 'POST', body: new URLSearchParams(form) });
  if (response.status !== 200) throw new Error(`No options: ${response.status}`);
  return (await response.json()) as PasskeyOptions;
}

/** The user adds a passkey on the pages about their account. */
export async function enrolPasskey(
  server: TestServer,
  username: string,
  { visitor = new Visitor(), name = 'Laptop', backedUp = false } = {},
): Promise<{ passkey: SoftPasskey; page: Visit }> {
  const passkey = new SoftPasskey(new URL(server.issuer).origin, backedUp);
  const url = server.url('account/second_factor');
  let page = await visitor.visit(url);
  if (page.url.includes('/oauth/sign_in')) page = await signIn(visitor, page, username);
  const { fields } = readForm(/<form id="add-passkey"[\s\S]*?<\/form>/.exec(page.html)![0]);
  const token = fields['token']!;
  const options = await passkeyOptions(visitor, `${url}/passkey/options`, { token });
  const credential = passkey.create(options);
  const form = new URLSearchParams({ token, name, credential, action: 'add_passkey' });
  return { passkey, page: await visitor.visit(url, { method: 'POST', body: form }) };
}
