import { Mailer, type Mail } from '@portcullis/oauth';
import { RecordingMailer } from './recording-mailer.js';
import type { TestServer } from './test-server.js';
import { Visitor, type Visit } from './visitor.js';

export const NEW_PASSWORD = 'four quiet rivers bend';

/** What only the mail with a link to a new password says. */
export const RESET_LINK = '/oauth/password/reset?token=';

/** Of a server that was started with the extra `mailer: RecordingMailer`. */
export function mailerOf(server: TestServer): RecordingMailer {
  return server.app.get(Mailer, { strict: false });
}

/** Asks for a mail, and is on the page that says whatever it says to everybody. */
export async function forget(server: TestServer, username: string, visitor = new Visitor()): Promise<Visit> {
  const form = await visitor.visit(server.url('password/forgot'));
  return visitor.submit(form, { username }, { name: 'action', value: 'send' });
}

/** The link of a mail. */
export function linkIn({ text }: Pick<Mail, 'text'>): string {
  const link = /^https?:\S+$/m.exec(text)?.[0];
  if (link === undefined) throw new Error(`No link in: ${text}`);
  return link;
}

/** Chooses a new password on the page that a link leads to. */
export function choose(visitor: Visitor, page: Visit, password = NEW_PASSWORD): Promise<Visit> {
  return visitor.submit(page, { password }, { name: 'action', value: 'change' });
}
