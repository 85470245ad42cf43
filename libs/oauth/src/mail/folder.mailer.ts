import { Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sender } from './mail.options.js';
import { Mailer, type Mail } from './mailer.js';

/** For development: mails become files that any mail program opens and anybody can read as text. */
export class FolderMailer extends Mailer {
  private readonly logger = new Logger('Portcullis');

  /**
   * @param folder made when it is missing; readable by its owner alone
   * @param from who writes
   */
  constructor(
    private readonly folder: string,
    private readonly from: Sender,
  ) {
    super();
  }

  override async send(mail: Mail): Promise<void> {
    const date = new Date();
    const mark = randomBytes(6).toString('hex');
    const path = join(this.folder, `${date.toISOString().replaceAll(':', '-')}-${mark}.eml`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // A mode counts only at creation, and the folder may be older than we are.
    await chmod(this.folder, 0o700);
    await writeFile(path, document(mail, this.from, date, mark), { flag: 'wx', mode: 0o600 });
    this.logger.warn(`A mail was not sent but written to ${path}`);
  }
}

/** RFC 5322 and 6532, without any encoding that would have to be undone to read it. */
function document({ to, subject, text, html }: Mail, from: Sender, date: Date, mark: string): string {
  const parts = [['plain', text], ...(html === undefined ? [] : [['html', html]])];
  const lines = [
    `From: ${from.name} <${from.address}>`,
    `To: <${to}>`,
    `Subject: ${subject}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${mark}"`,
    '',
    ...parts.flatMap(([type, content]) => [
      `--${mark}`,
      `Content-Type: text/${type}; charset=utf-8`,
      'Content-Transfer-Encoding: 8bit',
      '',
      content!,
      '',
    ]),
    `--${mark}--`,
    '',
  ];
  return lines.join('\n');
}
