import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccessToken,
  Authorization,
  AuthorizationCode,
  Consent,
  Interaction,
  Pruner,
  readHandle,
  RefreshToken,
  Session,
} from '@portcullis/oauth';
import { randomBytes } from 'node:crypto';
import { DATABASES } from '../support/databases.js';
import { authorizeUrl, obtainCode, pkce, redeem, refresh, type TokenAnswer } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const MINUTE = 60;
const DAY = 86_400;

describe.each(DATABASES)('pruning on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let pruner: Pruner;

  beforeEach(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
    client = await server.register({ accessTokenFormat: 'opaque' });
    pruner = server.app.get(Pruner, { strict: false });
  });
  afterEach(() => server.close());

  const counts = async (): Promise<Record<string, number>> => {
    const entities = [
      Interaction,
      AuthorizationCode,
      AccessToken,
      RefreshToken,
      Authorization,
      Session,
      Consent,
    ];
    const pairs = entities.map(async (entity) => {
      const rows = await server.database.findMany(entity as typeof Session, {});
      return [entity.name, rows.length] as const;
    });
    return Object.fromEntries(await Promise.all(pairs));
  };

  it('takes each kind of row when its time has come, and not before', async () => {
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, pkce()));
    expect(page.url).toContain('/oauth/sign_in');
    const result = await obtainCode(server, client);
    await redeem(server, client, result);
    const all = {
      ...{ Interaction: 2, AuthorizationCode: 1, AccessToken: 1, RefreshToken: 1 },
      ...{ Authorization: 1, Session: 1, Consent: (await counts())['Consent']! },
    };
    expect(await counts()).toEqual(all);
    const after = async (seconds: number): Promise<Record<string, number>> => {
      server.clock.advance(seconds);
      await pruner.run();
      return counts();
    };

    expect(await after(0)).toEqual(all);
    expect(await after(16 * MINUTE)).toEqual({ ...all, Interaction: 0 });
    expect(await after(8 * 3600)).toEqual({ ...all, Interaction: 0, Session: 0 });
    // A used code and an ended access token are kept for a day, so that a replay is noticed.
    expect(await after(DAY)).toEqual({ ...all, ...GONE_IN_TWO_DAYS });
    expect(await after(14 * DAY)).toEqual({ ...all, ...GONE_IN_TWO_DAYS, RefreshToken: 0 });
    expect(await after(78 * DAY)).toEqual({ ...all, ...GONE_IN_TWO_DAYS, RefreshToken: 0, Authorization: 0 });
  });

  it('wipes the answer of a rotation after the grace window and leaves the family alone', async () => {
    const result = await obtainCode(server, client);
    const first = (await (await redeem(server, client, result)).json()) as TokenAnswer;
    const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
    const where = { id: readHandle(result.code)!.id };
    server.clock.advance(29);
    await pruner.run();
    expect((await server.database.find(RefreshToken, where))!.answer).toBeInstanceOf(Buffer);
    server.clock.advance(2);
    await pruner.run();
    expect(await server.database.find(RefreshToken, where)).toMatchObject({
      answer: null,
      answerUntil: null,
    });
    expect((await refresh(server, client, second.refresh_token)).status).toBe(200);
  });

  it('takes many rows in several statements and counts them', async () => {
    const now = server.clock.now();
    const session = (expiresAt: number): Session => ({
      id: randomBytes(16),
      digest: randomBytes(32),
      subject: 's',
      authenticatedAt: now,
      expiresAt,
    });
    const expired = Array.from({ length: 1203 }, (_, i) => session(now - i));
    await server.database.insertMany(Session, [...expired, session(now + 1000)]);
    expect(await pruner.run()).toBe(1203);
    expect(await server.database.findMany(Session, {})).toMatchObject([{ expiresAt: now + 1000 }]);
    expect(await pruner.run()).toBe(0);
  });
});

const GONE_IN_TWO_DAYS = { Interaction: 0, Session: 0, AuthorizationCode: 0, AccessToken: 0 };
