import { on, once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Bearer, BearerModule, Public } from '@portcullis/bearer';
import { WebSocket } from 'ws';
import { type Api, listening } from './orders-api.js';
import { AUDIENCE, StandInAuthority } from './stand-in-authority.js';

let ran: string[] = [];

@WebSocketGateway({ path: '/socket' })
class OrdersGateway {
  @SubscribeMessage('guarded')
  @Bearer('orders:read')
  guarded() {
    ran.push('guarded');
    return { event: 'answer', data: 'secret' };
  }

  @SubscribeMessage('forgotten')
  forgotten() {
    ran.push('forgotten');
    return { event: 'answer', data: 'secret' };
  }

  @SubscribeMessage('open')
  @Public()
  open() {
    ran.push('open');
    return { event: 'answer', data: 'open' };
  }
}

let authority: StandInAuthority;
let api: Api;

beforeAll(async () => {
  authority = await StandInAuthority.start();
  @Module({
    imports: [BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE })],
    providers: [OrdersGateway],
  })
  class Gateways {}
  api = await listening(Gateways, 'express', (app) => app.useWebSocketAdapter(new WsAdapter(app)));
});

afterAll(async () => {
  await api.app.close();
  await authority.stop();
});

it.each([
  ['guarded', 'exception'],
  ['forgotten', 'exception'],
  ['open', 'answer'],
])(
  'B12.9 a message for a %s handler gets an %s, whatever token the upgrade brought',
  async (event, outcome) => {
    ran = [];
    const headers = { authorization: `Bearer ${await authority.issue()}` };
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/socket`, { headers });
    const messages = on(socket, 'message');
    await once(socket, 'open');
    socket.send(JSON.stringify({ event, data: {} }));
    const { value } = (await messages.next()) as { value: unknown[] };
    const answer = String(value[0]);
    expect(JSON.parse(answer)).toMatchObject({ event: outcome });
    expect(answer).not.toContain('secret');
    expect(ran).toEqual(outcome === 'answer' ? [event] : []);
    socket.terminate();
  },
);
