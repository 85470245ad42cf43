import { on, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type Type } from '@nestjs/common';
import {
  Field,
  GraphQLModule,
  ObjectType,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { AccessToken, Bearer, BearerModule, type BearerOptions, Public, Token } from '@portcullis/bearer';
import { WebSocket } from 'ws';
import { DpopClient } from './dpop-client.js';
import { type Api, challenged, listening, offered, withApi } from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

@ObjectType()
class Order {
  @Field(() => String)
  id: string;
}

@Resolver(() => Order)
class OrdersResolver {
  @Query(() => String)
  @Bearer('orders:read')
  whose(@Token() token: AccessToken): string {
    return token.subject;
  }

  @Query(() => String)
  @Bearer('orders:audit')
  audited(@Token() token: AccessToken): string {
    return token.clientId;
  }

  @Query(() => String)
  @Bearer({ maxAge: 60 })
  recent(): string {
    return 'recent';
  }

  @Query(() => String)
  forgotten(): string {
    return 'secret';
  }

  @Query(() => Order)
  @Public()
  open(): Order {
    return { id: '7' };
  }

  @Mutation(() => String)
  @Bearer('orders:write')
  place(@Token() token: AccessToken): string {
    return `placed for ${token.subject}`;
  }

  @Subscription(() => String)
  @Bearer('orders:read')
  changes(): AsyncIterator<unknown> {
    return [{ changes: 'secret' }][Symbol.iterator]() as unknown as AsyncIterator<unknown>;
  }
}

@Resolver(() => Order)
class NotesResolver {
  @ResolveField(() => String, { nullable: true })
  @Bearer('notes:read')
  note(@Parent() order: Order): string {
    return `note of ${order.id}`;
  }
}

interface Upgrade {
  readonly request: IncomingMessage;
}

interface GraphQLAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path: string[]; extensions: Record<string, unknown> }[];
}

let authority: StandInAuthority;
let client: DpopClient;

beforeAll(async () => {
  authority = await StandInAuthority.start();
  client = await DpopClient.create();
});

afterAll(() => authority.stop());

function start(
  options: Partial<BearerOptions> = {},
  graphql: Partial<ApolloDriverConfig> = {},
  resolvers: Type[] = [OrdersResolver, NotesResolver],
  modules: Type[] = [],
): Promise<Api> {
  @Module({})
  class Schema {}
  return listening({
    module: Schema,
    imports: [
      BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE, ...options }),
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        autoSchemaFile: true,
        graphiql: false,
        includeStacktraceInErrorResponses: false,
        fieldResolverEnhancers: ['guards'],
        ...graphql,
      }),
      ...modules,
    ],
    providers: resolvers,
  });
}

async function ask(api: Api, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { response, answer: (await response.json()) as GraphQLAnswer };
}

const bearing = (token: string) => ({ authorization: `Bearer ${token}` });

describe('GraphQL', () => {
  let api: Api;

  beforeAll(async () => {
    api = await start();
  });

  afterAll(() => api.app.close());

  it('a good token reaches the resolver, and @Token() hands it over', async () => {
    const { answer } = await ask(api, '{ whose }', bearing(await authority.issue()));
    expect(answer).toEqual({ data: { whose: 'alice' } });
    const writer = await authority.issue({ scope: 'orders:write' });
    expect((await ask(api, 'mutation { place }', bearing(writer))).answer).toEqual({
      data: { place: 'placed for alice' },
    });
  });

  it('without a token the error carries the challenges', async () => {
    const { response, answer } = await ask(api, '{ whose }');
    expect(answer.data).toBeNull();
    expect(answer.errors).toEqual([
      expect.objectContaining({
        message: 'This resource needs an access token.',
        path: ['whose'],
        extensions: expect.objectContaining({
          code: 'UNAUTHENTICATED',
          challenges: [
            challenged('Bearer', { scope: 'orders:read' }),
            challenged('DPoP', { scope: 'orders:read' }),
          ],
        }),
      }),
    ]);
    expect(answer.errors![0]!.extensions).not.toHaveProperty('error');
    expect(response.headers.get('www-authenticate')).toBe(offered({ scope: 'orders:read' }));
  });

  it.each<[string, string, () => Promise<string>, string, string]>([
    ['{ whose }', 'invalid_token', () => authority.issue({ exp: 1 }), 'UNAUTHENTICATED', 'expired'],
    ['{ whose }', 'invalid_token', () => authority.issue({ aud: 'x' }), 'UNAUTHENTICATED', 'not valid'],
    ['{ audited }', 'insufficient_scope', () => authority.issue(), 'FORBIDDEN', 'orders:audit'],
    ['mutation { place }', 'insufficient_scope', () => authority.issue(), 'FORBIDDEN', 'orders:write'],
    [
      '{ recent }',
      'insufficient_user_authentication',
      () => authority.issue({ auth_time: 1 }),
      'UNAUTHENTICATED',
      'sign in again',
    ],
  ])('%s with a token that does not suffice: %s', async (query, error, make, code, words) => {
    const { answer } = await ask(api, query, bearing(await make()));
    expect(answer.data).toBeNull();
    const [{ message, extensions }] = answer.errors as [NonNullable<GraphQLAnswer['errors']>[0]];
    expect(message).toContain(words);
    expect(extensions).toMatchObject({ code, error });
    expect((extensions['challenges'] as string[])[0]).toContain(`Bearer error="${error}"`);
  });

  it('two fields of one operation are judged each by what it needs', async () => {
    const reader = await authority.issue();
    for (const query of ['{ whose audited }', '{ audited whose }']) {
      const { answer } = await ask(api, query, bearing(reader));
      expect(answer.errors).toHaveLength(1);
      expect(answer.errors![0]).toMatchObject({ path: ['audited'], extensions: { code: 'FORBIDDEN' } });
      expect(JSON.stringify(answer)).not.toContain('"web"');
    }
    const both = await authority.issue({ scope: 'orders:read orders:audit' });
    expect((await ask(api, '{ whose audited }', bearing(both))).answer).toEqual({
      data: { whose: 'alice', audited: 'web' },
    });
  });

  it('an operation has one proof for all of its fields, and it is good once', async () => {
    const token = await authority.issue({ scope: 'orders:read orders:audit', cnf: { jkt: client.jkt } });
    const proof = await client.proof('POST', `${AUDIENCE}/graphql`, token);
    const headers = { authorization: `DPoP ${token}`, dpop: proof };
    expect((await ask(api, '{ a: whose b: whose audited }', headers)).answer).toEqual({
      data: { a: 'alice', b: 'alice', audited: 'web' },
    });
    const { answer } = await ask(api, '{ whose }', headers);
    expect(answer.errors![0]!.extensions).toMatchObject({ error: 'invalid_dpop_proof' });
    expect((await ask(api, '{ whose }', bearing(token))).answer.data).toBeNull();
  });

  it('a nonce travels in the header of the response', async () => {
    const nonceKey = 'one secret for all processes of this API';
    await withApi(start({ dpop: { nonceKey } }), async (own) => {
      const token = await authority.issue({ cnf: { jkt: client.jkt } });
      const url = `${AUDIENCE}/graphql`;
      const proof = await client.proof('POST', url, token);
      const refused = await ask(own, '{ whose }', { authorization: `DPoP ${token}`, dpop: proof });
      expect(refused.answer.errors![0]!.extensions).toMatchObject({ error: 'use_dpop_nonce' });
      const nonce = refused.response.headers.get('dpop-nonce');
      const next = await client.proof('POST', url, token, { claims: { nonce } });
      const { answer } = await ask(own, '{ whose }', { authorization: `DPoP ${token}`, dpop: next });
      expect(answer).toEqual({ data: { whose: 'alice' } });
    });
  });

  it('resolvers of two modules in one operation each get the token as their own module sees it', async () => {
    @Resolver()
    class IntrospectedResolver {
      @Query(() => String)
      @Bearer('orders:read')
      introspected(@Token() token: AccessToken): string {
        return token.subject;
      }
    }
    @Module({
      imports: [
        BearerModule.forRoot({
          issuer: authority.issuer,
          audience: AUDIENCE,
          mode: 'introspect',
          introspect: API_CLIENT,
        }),
      ],
      providers: [IntrospectedResolver],
    })
    class Introspected {}
    await withApi(start({}, {}, [OrdersResolver], [Introspected]), async (own) => {
      const token = await authority.issue();
      authority.active.set(token, authority.claims({ sub: 'bob' }));
      for (const query of ['{ whose introspected }', '{ introspected whose }']) {
        expect((await ask(own, query, bearing(token))).answer.data).toEqual({
          whose: 'alice',
          introspected: 'bob',
        });
      }
      authority.active.delete(token);
      expect((await ask(own, '{ whose introspected }', bearing(token))).answer).toMatchObject({
        data: null,
        errors: [{ path: ['introspected'] }],
      });
    });
  });

  it('B12.9 an undecorated resolver is closed, @Public() opens one', async () => {
    for (const headers of [{}, bearing(await authority.issue())]) {
      const { answer } = await ask(api, '{ forgotten }', headers);
      expect(answer.data).toBeNull();
      expect(answer.errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN' });
      expect(answer.errors![0]!.extensions).not.toHaveProperty('challenges');
      expect(JSON.stringify(answer)).not.toContain('secret');
      expect((await ask(api, '{ open { id } }', headers)).answer).toEqual({ data: { open: { id: '7' } } });
    }
  });

  it('a field resolver is guarded, and only its field is missing', async () => {
    const { answer } = await ask(api, '{ open { id note } }');
    expect(answer.data).toEqual({ open: { id: '7', note: null } });
    expect(answer.errors![0]).toMatchObject({
      path: ['open', 'note'],
      extensions: { code: 'UNAUTHENTICATED' },
    });
    const token = await authority.issue({ scope: 'notes:read' });
    expect((await ask(api, '{ open { note } }', bearing(token))).answer).toEqual({
      data: { open: { note: 'note of 7' } },
    });
  });

  it('an application whose field resolvers would run without their guard does not start', async () => {
    await expect(start({}, { fieldResolverEnhancers: [] })).rejects.toThrow(
      /NotesResolver\.note is a field resolver under @Bearer\(\).*fieldResolverEnhancers: \['guards'\]/,
    );
    await withApi(start({}, { fieldResolverEnhancers: [] }, [OrdersResolver]), async (own) => {
      expect((await ask(own, '{ whose }')).answer.data).toBeNull();
    });
  });

  it('scopes of resolvers stand in the resource metadata', async () => {
    const response = await fetch(`${api.url}/.well-known/oauth-protected-resource`);
    expect(await response.json()).toMatchObject({
      scopes_supported: ['notes:read', 'orders:audit', 'orders:read', 'orders:write'],
    });
  });

  it('a context of the host’s own works, and one without a request is closed', async () => {
    const token = await authority.issue();
    const own = start(
      {},
      { context: ({ req, res }: object & Record<string, unknown>) => ({ req, res, own: 1 }) },
    );
    await withApi(own, async (api) => {
      expect((await ask(api, '{ whose }', bearing(token))).answer).toEqual({ data: { whose: 'alice' } });
    });
    await withApi(start({}, { context: () => ({ req: {} }) }), async (api) => {
      expect((await ask(api, '{ whose }', bearing(token))).answer.data).toBeNull();
      expect((await ask(api, '{ forgotten }', bearing(token))).answer.data).toBeNull();
    });
  });

  it('over a WebSocket nothing passes but what is open: a socket outlives the token of its upgrade', async () => {
    // The usual way of a host to see the upgrade in its resolvers.
    const context = ({ req, extra }: Partial<Record<'req' | 'extra', Upgrade>>) => ({
      req: req ?? extra?.request,
    });
    await withApi(start({}, { subscriptions: { 'graphql-ws': true }, context }), async (own) => {
      const headers = bearing(await authority.issue());
      const socket = new WebSocket(`${own.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers,
      });
      const messages = on(socket, 'message');
      const next = async (): Promise<Record<string, unknown>> => {
        const { value } = (await messages.next()) as { value: unknown[] };
        return JSON.parse(String(value[0])) as Record<string, unknown>;
      };
      const run = async (id: string, query: string) => {
        socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
        const { payload } = await next();
        expect(await next()).toEqual({ id, type: 'complete' });
        return payload;
      };
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'connection_init' }));
      expect(await next()).toMatchObject({ type: 'connection_ack' });
      for (const query of ['subscription { changes }', '{ whose }', '{ forgotten }']) {
        expect(await run(query, query)).toMatchObject({ errors: [{ message: 'Forbidden resource' }] });
      }
      expect(await run('open', '{ open { id } }')).toEqual({ data: { open: { id: '7' } } });
      socket.terminate();
    });
  });

  it('an authority that cannot be asked is an error, never a way in', async () => {
    authority.mood = 'fail';
    await withApi(start({ mode: 'introspect', introspect: API_CLIENT }), async (own) => {
      const { answer } = await ask(own, '{ whose }', bearing('opaque'));
      expect(answer.data).toBeNull();
      expect(answer.errors![0]!.extensions).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        error: 'temporarily_unavailable',
      });
    });
    authority.mood = 'answer';
  });
});
