import type { Provider, Type } from '@nestjs/common';
import { ResolvedOptions } from '../oauth.options.js';
import { FolderMailer } from './folder.mailer.js';
import { MailWriter } from './mail-writer.js';
import { readSender, type Sender } from './mail.options.js';
import { Mailer } from './mailer.js';
import { Notices } from './notices.js';
import { Outbox } from './outbox.js';

const NOBODY = 'no-reply@localhost';

/**
 * @param port the host's own way for mails; without one the `mail` option says how they leave, and without that
 *   none is sent
 */
export function mailProviders(port: Type<Mailer> | undefined): Provider[] {
  const mailer: Provider = port
    ? { provide: Mailer, useClass: port }
    : { provide: Mailer, useFactory: mailerOf, inject: [ResolvedOptions] };
  return [mailer, Outbox, MailWriter, Notices];
}

async function mailerOf({ mail, brand }: ResolvedOptions): Promise<Mailer | null> {
  if (mail === null) return null;
  const { name, address } = readSender(mail.from ?? NOBODY)!;
  const sender: Sender = { name: name === '' ? brand.name : name, address };
  if ('folder' in mail) return new FolderMailer(mail.folder, sender);
  // The library behind it is large, and most who try this server out send no mail.
  const { SmtpMailer } = await import('./smtp.mailer.js');
  return new SmtpMailer(mail.smtp, sender);
}
