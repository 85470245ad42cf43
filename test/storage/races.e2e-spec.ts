import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuditEvent,
  Authorization,
  AuthorizationCode,
  Authorizations,
  Interaction,
  readHandle,
  RefreshToken,
} from '@portcullis/oauth';
import { fileURLToPath } from 'node:url';
import { DATABASES } from '../support/databases.js';
import {
  authorizeUrl,
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  signIn,
  type CodeResult,
  type TokenAnswer,
} from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { holdRequest } from '../support/held-request.js';
import { memberOf, ServerProcess, through, type RunningServer } from '../support/server-process.js';
import { TestClock } from '../support/test-clock.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor } from '../support/visitor.js';

const READ_COMMITTED = fileURLToPath(new URL('../support/read-committed.mjs', import.meta.url));
const SETTINGS = [
  { name: 'sqlite', database: 'sqlite', preload: undefined },
  { name: 'mariadb at REPEATABLE READ', database: 'mariadb', preload: undefined },
  { name: 'mariadb at READ COMMITTED', database: 'mariadb', preload: READ_COMMITTED },
] as const;

const INVALID_GRANT = {
  error: 'invalid_grant',
  error_description: 'The grant is invalid, expired or already used.',
};

/** Starts an hour ago and is right again: signing keys and user are then old enough for a step back in time. */
class EarlyClock extends TestClock {
  constructor() {
    super();
    this.advance(-3600);
  }
}

describe.each(SETTINGS.filter(({ database }) => DATABASES.includes(database)))(
  'races on $name',
  ({ database, preload }) => {
    let server: TestServer;
    let processes: RunningServer[];
    let members: TestServer[];
    let client: RegisteredClient;
    let api: RegisteredClient;

    beforeAll(async () => {
      server = await TestServer.start({ database, extras: { clock: EarlyClock } });
      await server.addUser();
      server.clock.advance(3600);
      client = await server.register();
      api = await registerApi(server, server.issuer);
      processes = await Promise.all(
        [1, 2].map(() => ServerProcess.start(memberOf(server), preload ? { preload } : {})),
      );
      members = processes.map((process) => through(server, process));
    });

    afterAll(async () => {
      await Promise.all(processes.map(({ process }) => process.stop()));
      await server.close();
    });

    const countEvents = async (event: string, id: Buffer): Promise<number> =>
      (await server.database.findMany(AuditEvent, { event })).filter(
        ({ data }) => data['authorization'] === id.toString('hex'),
      ).length;

    describe.each([1, 2])('with %i server processes', (count) => {
      /** Many token requests at once, spread over the processes. */
      const atOnce = async (times: number, form: Parameters) => {
        const held = await Promise.all(
          Array.from({ length: times }, (_, i) =>
            holdRequest(members[i % count]!.url('token'), client, form),
          ),
        );
        const answers = (await Promise.all(held.map(({ finish }) => finish()))).map(({ status, body }) => ({
          status,
          body: JSON.parse(body) as Partial<TokenAnswer>,
        }));
        return {
          won: answers.filter(({ status }) => status === 200).map(({ body }) => body),
          lost: answers.filter(({ status }) => status !== 200),
        };
      };

      it.each([1, 2, 3])('exactly one of 50 parallel redemptions of a code wins, run %i', async () => {
        const result = await obtainCode(server, client);
        const { won, lost } = await atOnce(50, {
          grant_type: 'authorization_code',
          code: result.code,
          redirect_uri: client.client.redirectUris[0],
          code_verifier: result.verifier,
        });
        expect(won).toHaveLength(1);
        expect(lost).toEqual(Array(49).fill({ status: 400, body: INVALID_GRANT }));

        const { id } = readHandle(result.code)!;
        const families = await server.database.findMany(RefreshToken, { id });
        expect(families).toMatchObject([{ generation: 1 }]);
        // 49 valid replays: the code may be stolen, so nothing of it lives on, and the log says so once.
        expect(await server.database.find(Authorization, { id })).toMatchObject({
          revokedAt: expect.any(Number),
        });
        expect(await countEvents('authorization_code.replayed', id)).toBe(1);
        expect(await introspect(members[0]!, api, won[0]!.access_token!)).toEqual({ active: false });
      });

      it('20 parallel uses of a refresh token inside the grace window get the same answer', async () => {
        const result = await obtainCode(server, client);
        const first = (await (await redeem(server, client, result)).json()) as TokenAnswer;
        const { won, lost } = await atOnce(20, {
          grant_type: 'refresh_token',
          refresh_token: first.refresh_token,
        });
        expect(lost).toEqual([]);
        expect(new Set(won.map((answer) => JSON.stringify(answer))).size).toBe(1);
        expect(won[0]!.refresh_token).not.toBe(first.refresh_token);

        const { id } = readHandle(result.code)!;
        expect(await server.database.findMany(RefreshToken, { id })).toMatchObject([
          { generation: 2, repeats: 19 },
        ]);
        expect(await server.database.find(Authorization, { id })).toMatchObject({ revokedAt: null });
        expect(await introspect(members[0]!, api, won[0]!.access_token!)).toMatchObject({ active: true });
        expect((await refresh(members[0]!, client, won[0]!.refresh_token!)).status).toBe(200);
      });

      it('20 parallel uses of a refresh token outside the grace window revoke the family once', async () => {
        const { first, second, id } = await rotatedLongAgo();
        expect(await introspect(members[0]!, api, second.access_token)).toMatchObject({ active: true });
        const { won, lost } = await atOnce(20, {
          grant_type: 'refresh_token',
          refresh_token: first.refresh_token,
        });
        expect(won).toEqual([]);
        expect(lost).toEqual(Array(20).fill({ status: 400, body: INVALID_GRANT }));

        expect(await server.database.find(Authorization, { id })).toMatchObject({
          revokedAt: expect.any(Number),
        });
        expect(await countEvents('refresh_token.reused', id)).toBe(1);
        expect(await introspect(members[0]!, api, second.access_token)).toEqual({ active: false });
        expect((await refresh(members[0]!, client, second.refresh_token)).status).toBe(400);
      });

      it.each(['jwt', 'opaque'] as const)(
        'a redemption that races a revocation leaves no live %s token',
        async (accessTokenFormat) => {
          const owner = await server.register({ accessTokenFormat });
          const authorizations = server.app.get(Authorizations, { strict: false });
          for (let round = 0; round < 5; round++) {
            const result = await obtainCode(server, owner);
            const authorization = (await server.database.find(Authorization, {
              id: readHandle(result.code)!.id,
            }))!;
            const [response] = await Promise.all([
              redeem(members[round % count]!, owner, result),
              authorizations.revoke(authorization, 'x.test_revoked'),
            ]);
            await expectDead(response, owner);
          }
        },
      );

      it('a refresh that races the revocation of its token leaves no live token', async () => {
        for (let round = 0; round < 5; round++) {
          const { refresh_token: token } = await obtainTokens(server, client);
          const [refreshed, revoked] = await Promise.all([
            refresh(members[0]!, client, token),
            post(members[count - 1]!, 'revoke', client, { token }),
          ]);
          expect(revoked.status).toBe(200);
          await expectDead(refreshed, client);
          expect((await refresh(members[0]!, client, token)).status).toBe(400);
        }
      });

      it('one of 10 parallel consent submissions gets a code', async () => {
        const visitor = new Visitor();
        const page = await consentPage(visitor);
        const { action, fields } = readForm(page.html);
        const form = new URLSearchParams({ ...fields, decision: 'allow' });
        const codesBefore = (await server.database.findMany(AuthorizationCode, {})).length;
        const visits = await Promise.all(
          Array.from({ length: 10 }, (_, i) =>
            visitor.visit(new URL(action, members[i % count]!.url('')).href, { method: 'POST', body: form }),
          ),
        );
        const left = visits.filter((visit) => visit.left);
        expect(left).toHaveLength(1);
        expect(new URL(left[0]!.url).searchParams.get('code')).toMatch(/^[\w-]{64}$/);
        expect(visits.filter((visit) => !visit.left).map(({ status }) => status)).toEqual(Array(9).fill(400));
        expect(await server.database.findMany(AuthorizationCode, {})).toHaveLength(codesBefore + 1);
      });

      it('one of 10 parallel returns from the consent page gets a code', async () => {
        const visitor = new Visitor();
        const page = await consentPage(visitor);
        const { action, fields } = readForm(page.html);
        const decided = await visitor.request(new URL(action, page.url).href, {
          method: 'POST',
          body: new URLSearchParams({ ...fields, decision: 'allow' }),
        });
        expect(decided.status).toBe(303);
        const resume = decided.headers.get('location')!;
        const codesBefore = (await server.database.findMany(AuthorizationCode, {})).length;
        const responses = await Promise.all(
          Array.from({ length: 10 }, (_, i) =>
            visitor.request(new URL(resume, members[i % count]!.url('')).href),
          ),
        );
        expect(responses.map(({ status }) => status).sort()).toEqual([303, ...Array(9).fill(400)]);
        expect(await server.database.findMany(AuthorizationCode, {})).toHaveLength(codesBefore + 1);
        const id = readHandle(fields['interaction']!)!.id;
        expect(await server.database.find(Interaction, { id })).toMatchObject({
          completedAt: expect.any(Number),
        });
      });
    });

    /** A family whose first token was rotated away longer ago than the grace window of 30 seconds. */
    async function rotatedLongAgo(): Promise<{ first: TokenAnswer; second: TokenAnswer; id: Buffer }> {
      server.clock.advance(-40);
      try {
        const result: CodeResult = await obtainCode(server, client);
        const first = (await (await redeem(server, client, result)).json()) as TokenAnswer;
        const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
        return { first, second, id: readHandle(result.code)!.id };
      } finally {
        server.clock.advance(40);
      }
    }

    /** Refused, or answered with tokens that are of no use. */
    async function expectDead(response: Response, owner: RegisteredClient): Promise<void> {
      const body = (await response.json()) as TokenAnswer;
      if (response.status !== 200) {
        expect([response.status, body]).toEqual([400, INVALID_GRANT]);
        return;
      }
      for (const member of members) {
        expect(await introspect(member, api, body.access_token)).toEqual({ active: false });
        expect((await refresh(member, owner, body.refresh_token)).status).toBe(400);
      }
    }

    async function consentPage(visitor: Visitor) {
      const start = authorizeUrl(server, client, pkce(), { prompt: 'consent' });
      const page = await signIn(visitor, await visitor.visit(start));
      expect(page.url).toContain('/oauth/confirm_access');
      return page;
    }
  },
);
