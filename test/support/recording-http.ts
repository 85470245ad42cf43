import { OutgoingFailure, OutgoingHttp, type OutgoingAnswer, type OutgoingRequest } from '@portcullis/oauth';

export interface Sent {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
}

/** A status, a failure with these words, or no answer for ever. */
export type Answer = number | 'hang' | { readonly failure: string };

/** Stands in for everything outside: writes down what was sent and answers as told, 200 by default. */
export class RecordingHttp extends OutgoingHttp {
  readonly sent: Sent[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly waiting: (() => void)[] = [];

  answer(url: string, answer: Answer): void {
    this.answers.set(url, answer);
  }

  to(url: string): Sent[] {
    return this.sent.filter((each) => each.url === url);
  }

  /** Waits until this many requests have gone to an address. */
  async until(url: string, count: number): Promise<void> {
    while (this.to(url).length < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  override async send(url: string, { form }: OutgoingRequest): Promise<OutgoingAnswer> {
    this.sent.push({ url, form: Object.fromEntries(form ?? []) });
    for (const resolve of this.waiting.splice(0)) resolve();
    const answer = this.answers.get(url) ?? 200;
    if (answer === 'hang') return new Promise<never>(() => {});
    if (typeof answer === 'object') throw new OutgoingFailure(answer.failure);
    return { status: answer, headers: { location: 'https://169.254.169.254/' }, body: Buffer.from('') };
  }
}
