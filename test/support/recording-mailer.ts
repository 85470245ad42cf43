import { Mailer, type Mail } from '@portcullis/oauth';

/** What becomes of a mail: it goes, it never ends, or it fails. */
export type Delivery = 'goes' | 'hangs' | Error;

/** A host's own way for mails: writes down what it is given and behaves as told. */
export class RecordingMailer extends Mailer {
  readonly sent: Mail[] = [];
  /** Every call, also those that failed. */
  attempts = 0;
  delivery: Delivery = 'goes';
  private readonly waiting: (() => void)[] = [];

  override async send(mail: Mail): Promise<void> {
    this.attempts++;
    const { delivery } = this;
    if (delivery === 'goes') this.sent.push(mail);
    for (const resolve of this.waiting.splice(0)) resolve();
    if (delivery === 'hangs') return new Promise<never>(() => {});
    if (delivery !== 'goes') throw delivery;
  }

  /** Waits until so many mails have been sent, and returns the last of them. */
  async until(count: number): Promise<Mail> {
    while (this.sent.length < count) await this.next();
    return this.sent[count - 1]!;
  }

  /**
   * Waits for a mail that says this: notices of what happened before may come in between.
   *
   * @param after so many mails, which were there before
   */
  async saying(words: string, after: number): Promise<Mail> {
    for (;;) {
      const mail = this.sent.slice(after).find(({ subject, text }) => `${subject}\n${text}`.includes(words));
      if (mail) return mail;
      await this.next();
    }
  }

  async untilAttempts(count: number): Promise<void> {
    while (this.attempts < count) await this.next();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
