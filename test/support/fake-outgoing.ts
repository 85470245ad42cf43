import { OutgoingFailure, OutgoingHttp, type OutgoingAnswer, type OutgoingRequest } from '@portcullis/oauth';

/** What a fake address answers: JSON with status 200, a whole answer, or an error. */
export type FakeAnswer = object | Partial<OutgoingAnswer> | Error;

/** The world outside: addresses answer what a test lets them, and every request is written down. */
export class FakeOutgoing extends OutgoingHttp {
  readonly requests: { readonly url: string; readonly request: OutgoingRequest }[] = [];
  private readonly answers = new Map<string, () => FakeAnswer | Promise<FakeAnswer>>();

  /** @param answer of this address from now on; a function is asked each time */
  serve(url: string, answer: FakeAnswer | (() => FakeAnswer | Promise<FakeAnswer>)): void {
    this.answers.set(url, typeof answer === 'function' ? (answer as () => FakeAnswer) : () => answer);
  }

  countOf(url: string): number {
    return this.requests.filter((sent) => sent.url === url).length;
  }

  override async send(url: string, request: OutgoingRequest): Promise<OutgoingAnswer> {
    this.requests.push({ url, request });
    const answer = await this.answers.get(url)?.();
    if (answer === undefined) throw new OutgoingFailure(`nothing is at ${url}`);
    if (answer instanceof Error) throw answer;
    const whole = 'body' in answer || 'status' in answer ? (answer as Partial<OutgoingAnswer>) : undefined;
    const body = whole ? (whole.body ?? Buffer.alloc(0)) : Buffer.from(JSON.stringify(answer));
    if (body.length > request.maxBytes) throw new OutgoingFailure(`longer than ${request.maxBytes} bytes`);
    return {
      status: whole?.status ?? 200,
      headers: { 'content-type': 'application/json', ...whole?.headers },
      body,
    };
  }
}
