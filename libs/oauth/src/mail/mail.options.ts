import { checkNames, InvalidOptions } from '../oauth.option-checks.js';

/** How mails leave. */
export type MailOptions =
  | {
      /** Who writes: `sso@example.com` or `Example <sso@example.com>`. */
      readonly from: string;
      /**
       * `smtps://user:password@host:465`, or `smtp://…:587`, which is encrypted by STARTTLS unless the host is this
       * machine. Certificates are verified.
       */
      readonly smtp: string;
    }
  | {
      readonly from?: string;
      /** For development: every mail becomes a file in this folder, and its path is logged. */
      readonly folder: string;
    };

export interface Sender {
  /** Empty for none. */
  readonly name: string;
  readonly address: string;
}

/** One address and nothing that could become a second one, a name or a header. */
const ADDRESS = /^[^\s\p{C}@<>()[\]\\,;:"]{1,64}@[^\s\p{C}@<>()[\]\\,;:"]{1,189}$/u;
const NAMED = /^([^<>\r\n]*)<([^<>]+)>$/;

export function isMailAddress(value: unknown): value is string {
  return typeof value === 'string' && ADDRESS.test(value);
}

/** @returns who a `from` names; undefined when it makes no sense */
export function readSender(from: string): Sender | undefined {
  const [, name = '', address = from] = NAMED.exec(from) ?? [];
  return isMailAddress(address) ? { name: name.trim(), address } : undefined;
}

/**
 * @returns null when there is no such option: then no mail is ever sent
 * @throws InvalidOptions
 */
export function resolveMail(given: MailOptions | undefined): MailOptions | null {
  if (given === undefined) return null;
  checkNames('mail.', given, ['from', 'smtp', 'folder']);
  const { from, smtp, folder } = given as Partial<Record<'from' | 'smtp' | 'folder', unknown>>;
  if ((smtp === undefined) === (folder === undefined)) {
    throw new InvalidOptions(
      '"mail" names no way or two. Write "mail.smtp" with the URL of a mail server, or "mail.folder" for development.',
    );
  }
  if (from !== undefined && (typeof from !== 'string' || !readSender(from))) {
    throw new InvalidOptions(`"mail.from" is no sender. Write for example "Example <sso@example.com>".`);
  }
  if (smtp !== undefined) {
    if (from === undefined) {
      throw new InvalidOptions('"mail.from" is missing. Write for example "Example <sso@example.com>".');
    }
    checkSmtp(smtp);
  } else if (typeof folder !== 'string' || folder === '') {
    throw new InvalidOptions('"mail.folder" is no path. Write for example ".portcullis/mail".');
  }
  return Object.freeze({ ...given });
}

/** The value is never repeated: it has a password. */
function checkSmtp(value: unknown): void {
  const advice = 'Write for example "smtps://user:password@mail.example.com:465".';
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw new InvalidOptions(`"mail.smtp" is no URL. ${advice}`);
  }
  const url = new URL(value);
  if (!['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new InvalidOptions(`"mail.smtp" is no address of a mail server. ${advice}`);
  }
  // A query could switch the verification of certificates off.
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new InvalidOptions(
      `"mail.smtp" has a path, a query or a fragment, and there are no such settings. ${advice}`,
    );
  }
  if ((url.username === '') !== (url.password === '')) {
    throw new InvalidOptions(`"mail.smtp" has a user without a password, or the reverse. ${advice}`);
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    throw new InvalidOptions(
      `"mail.smtp" has a "%" in its user or password that encodes nothing. Write it as "%25".`,
    );
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
