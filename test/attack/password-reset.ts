import { readForm, type Visit, type Visitor } from '../support/visitor.js';
import type { Mail } from './operator.js';
import type { Target } from './target.js';
import { eventually } from './waiting.js';

const FORGOT = '/oauth/password/forgot';

/** What a browser posts that has lost a password. */
export async function forgotForm(target: Target, visitor: Visitor, username: string) {
  const page = await visitor.visit(target.path(FORGOT));
  const { action, fields } = readForm(page.html);
  return { url: new URL(action, page.url).href, body: new URLSearchParams({ ...fields, username }) };
}

/** Asks for a mail, under a host name of the attacker's in every header that could carry one. */
export async function forgetAtEvilHost(target: Target, username: string): Promise<string> {
  const visitor = target.newVisitor();
  const { body } = await forgotForm(target, visitor, username);
  const cookies = visitor.allCookies.map(([name, value]) => `${name}=${value}`).join('; ');
  const form = body.toString();
  return target.raw(
    [
      `POST ${FORGOT} HTTP/1.1`,
      'Host: evil.example',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Server: evil.example',
      'X-Host: evil.example',
      'Forwarded: host=evil.example;proto=https',
      `Cookie: ${cookies}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${form.length}`,
    ],
    form,
  );
}

/** Asks for a mail, and waits for what only its receiver sees. */
export async function resetMail(target: Target, username: string, address: string): Promise<Mail> {
  const received = async (): Promise<readonly Mail[]> =>
    (await target.operated.mails()).filter(({ to }) => to === address);
  const before = (await received()).length;
  await forgetAtEvilHost(target, username);
  const mails = await eventually(received, ({ length }) => length > before, 10);
  const mail = mails[before];
  if (!mail) throw new Error(`No mail to ${address}`);
  return mail;
}

export function linkOf({ text }: Mail): URL {
  return new URL(/^https?:\S+$/m.exec(text)![0]);
}

/** Posts a new password; no redirect followed. */
export function postPassword(
  visitor: Visitor,
  page: Visit,
  password: string,
  more: Record<string, string> = {},
): Promise<Response> {
  const { action, fields } = readForm(page.html);
  const body = new URLSearchParams({ ...fields, password, ...more });
  return visitor.request(new URL(action, page.url).href, { method: 'POST', body });
}
