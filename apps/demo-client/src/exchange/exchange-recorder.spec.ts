import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExchangeRecorder } from './exchange-recorder.js';
import type { HttpExchange } from './http-exchange.js';

describe('ExchangeRecorder', () => {
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-other': '1' });
      setTimeout(
        () => response.end(JSON.stringify({ path: request.url, access_token: 'secret-token-of-20ch' })),
        5,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const recorder = new ExchangeRecorder();
  const post = (url: string): Promise<Response> =>
    recorder.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: 'Bearer secret-token-of-20ch',
      },
      body: new URLSearchParams({ refresh_token: 'secret-token-of-20ch' }),
      redirect: 'manual',
    });

  it('records what was sent and answered, without the secrets, and leaves the answer readable', async () => {
    const exchanges: HttpExchange[] = [];
    const response = await recorder.into(exchanges, () => post(`${origin}/token`));
    expect(await response.json()).toMatchObject({ access_token: 'secret-token-of-20ch' });
    expect(exchanges).toHaveLength(1);
    expect(exchanges[0]).toMatchObject({
      method: 'POST',
      url: `${origin}/token`,
      requestBody: 'refresh_token=••••20ch',
      answer: { status: 200, statusText: 'OK' },
      failure: null,
    });
    expect(JSON.stringify(exchanges)).not.toContain('secret-token');
  });

  it('keeps the exchanges of simultaneous users apart', async () => {
    const [ada, bob]: [HttpExchange[], HttpExchange[]] = [[], []];
    await Promise.all([
      recorder.into(ada, () => post(`${origin}/ada`)),
      recorder.into(bob, () => post(`${origin}/bob`)),
      post(`${origin}/nobody`),
    ]);
    expect(ada.map(({ url }) => url)).toEqual([`${origin}/ada`]);
    expect(bob.map(({ url }) => url)).toEqual([`${origin}/bob`]);
  });

  it('records that nobody answered, and still throws', async () => {
    const exchanges: HttpExchange[] = [];
    await expect(recorder.into(exchanges, () => post('http://127.0.0.1:1/'))).rejects.toThrow('fetch failed');
    expect(exchanges).toMatchObject([{ answer: null, failure: expect.any(String) }]);
  });
});
