import { describe, expect, it } from '@jest/globals';
import { ask } from './ask.js';
import { OutgoingHttp } from './outgoing-http.js';

class OneAnswer extends OutgoingHttp {
  sent?: RequestInit;
  constructor(private readonly answer: () => Response) {
    super();
  }
  override async send(_: string, init: RequestInit): Promise<Response> {
    this.sent = init;
    return this.answer();
  }
}

describe('ask', () => {
  it('never follows a redirect', async () => {
    const http = new OneAnswer(() => Response.json({}));
    await ask(http, 'https://a.example', {});
    expect(http.sent?.redirect).toBe('error');
  });

  it('tells the status of everything that is not 200', async () => {
    expect(
      await ask(new OneAnswer(() => new Response('no', { status: 404 })), 'https://a.example', {}),
    ).toEqual({
      status: 404,
    });
  });

  it.each<[string, () => Response]>([
    ['not JSON', () => new Response('<html>')],
    ['a list', () => Response.json([])],
    ['null', () => Response.json(null)],
    ['nothing', () => new Response(null)],
    [
      'an endless document',
      () => new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(65_536)) })),
    ],
    [
      'a connection that breaks',
      () => {
        throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
      },
    ],
  ])('%s is "cannot be asked"', async (_, answer) => {
    await expect(ask(new OneAnswer(answer), 'https://a.example', {})).rejects.toMatchObject({ status: 503 });
  });
});
