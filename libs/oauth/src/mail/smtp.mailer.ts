import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { isLoopback } from '../primitives/loopback.js';
import type { Sender } from './mail.options.js';
import { Mailer, type Mail } from './mailer.js';

/** A mail server that does not answer is given up soon: the outbox tries again. Milliseconds. */
const TO_CONNECT = 5_000;
const TO_GREET = 5_000;
const WITHOUT_A_WORD = 10_000;
const CONNECTIONS = 2;

/** Sends mails to a mail server (RFC 5321), encrypted and over connections that are used again. */
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private readonly transport;

  /**
   * @param smtp URL as `MailOptions` describes it
   * @param from who writes
   */
  constructor(
    smtp: string,
    private readonly from: Sender,
  ) {
    super();
    const url = new URL(smtp);
    const isImplicit = url.protocol === 'smtps:';
    const isLocal = isLoopback(url.hostname);
    // Not in the call, because the types know no `maxRequeues`.
    const settings = {
      pool: true as const,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || (isImplicit ? 465 : 587)),
      secure: isImplicit,
      // RFC 8314 section 4.1: never silently without. On this machine nothing leaves it, and a certificate has nobody to name.
      requireTLS: !isLocal,
      ignoreTLS: isLocal,
      ...(url.username !== '' && {
        auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      }),
      maxConnections: CONNECTIONS,
      // Whether a mail is tried again is the outbox's to decide.
      maxRequeues: 0,
      connectionTimeout: TO_CONNECT,
      dnsTimeout: TO_CONNECT,
      greetingTimeout: TO_GREET,
      socketTimeout: WITHOUT_A_WORD,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    this.transport = createTransport(settings);
  }

  override async send({ to, subject, text, html }: Mail): Promise<void> {
    await this.transport.sendMail({
      from: { ...this.from },
      // Not as a string, which could be read as a list.
      to: { name: '', address: to },
      subject,
      text,
      ...(html !== undefined && { html }),
      // Nobody's out-of-office answer (RFC 3834 section 5).
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
