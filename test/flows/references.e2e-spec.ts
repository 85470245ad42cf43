import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountStore, AuditEvent, Database, errors, type Account } from '@portcullis/oauth';
import { Logger } from '@nestjs/common';
import { expectPage, get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { authorizeUrl, signIn } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor } from '../support/visitor.js';

const proof = pkce();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A host's user table behind a directory that fails in its own way. */
class BrokenDirectory extends AccountStore {
  static failure: unknown;

  override authenticate(): Promise<Account | null> {
    return Promise.reject(BrokenDirectory.failure as Error);
  }

  override find(): Promise<Account | null> {
    return Promise.resolve(null);
  }
}

describe.each(DATABASES)('the reference on an error page, on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let logged: string[];

  beforeAll(async () => {
    const extras = { accounts: BrokenDirectory };
    server = await TestServer.start({ database, extras, quiet: true });
    client = await server.register({ uri: 'https://wiki.example/' });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    logged = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => {
      logged.push(String(message));
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const referenceOn = (html: string): string | undefined => / name="reference"[^>]*>([^<]+)</.exec(html)?.[1];
  const events = (event: string): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { event }, { orderBy: 'at' });

  /** A sign-in that the directory does not survive. */
  async function fail(failure: unknown): Promise<Response> {
    BrokenDirectory.failure = failure;
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    const { response, html, status } = await signIn(visitor, page);
    return new Response(html, { status, headers: response.headers });
  }

  it('of a failure of ours leads to what was thrown, in the log and in the record, but not on the page', async () => {
    const secret = 'AbZ3kfPq9xLrT2mNvY7wQd0sHj5gUc1e';
    const html = await expectPage(
      await fail(new RangeError(`directory refused ${secret}\nat bind`)),
      500,
      'Something went wrong on our side',
    );
    const reference = referenceOn(html)!;
    expect(reference).toMatch(UUID);
    expect(html).toMatch(/<time datetime="[^"]+Z">\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<\/time>/);
    expect(html).not.toMatch(/directory|RangeError/);
    expect(html).toContain(`Reference ${reference}.`);
    expect(logged).toEqual([expect.stringContaining(`${reference} RangeError: directory refused`)]);
    expect((await events('request.failed')).at(-1)).toMatchObject({
      id: reference,
      actor: null,
      clientId: null,
      subject: null,
      data: {
        kind: 'server',
        status: 500,
        code: 'server_error',
        method: 'POST',
        path: '/oauth/sign_in',
        failure: { name: 'RangeError', line: 'directory refused …' },
      },
    });
  });

  it('shows the same again, and nothing that only operators may see', async () => {
    const reference = referenceOn(await (await fail(new RangeError('the directory is on fire'))).text())!;
    const url = `${server.url('error')}?reference=${reference}&error_description=Call+555-0100`;
    const html = await expectPage(await get(url), 200, 'Something went wrong on our side');
    expect(referenceOn(html)).toBe(reference);
    expect(html).toMatch(/<dt>HTTP status<\/dt>\n<dd>500<\/dd>/);
    expect(html).not.toMatch(/on fire|RangeError|555-0100|sign_in/);
  });

  it('is there for a form that cannot be understood', async () => {
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    const { fields } = readForm(page.html);
    const response = await visitor.request(server.url('sign_in'), {
      method: 'POST',
      body: `interaction=${fields['interaction']}&username=a&username=b`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const html = await expectPage(response, 400, 'This request cannot be understood');
    expect((await events('request.failed')).at(-1)).toMatchObject({
      id: referenceOn(html),
      data: {
        kind: 'malformed',
        status: 400,
        code: 'invalid_request',
        method: 'POST',
        path: '/oauth/sign_in',
      },
    });
  });

  it('of a refused request still says how it is answered, and what was received', async () => {
    const url = authorizeUrl(server, client, proof, { redirect_uri: 'https://client.example/cb/' });
    const refused = await expectPage(await get(url), 400, 'The return address is not registered');
    expect(refused).toContain('id="back" href="https://wiki.example/"');
    const again = await get(`${server.url('error')}?reference=${referenceOn(refused)}`);
    const html = await expectPage(again, 200, 'The return address is not registered');
    expect(html).toContain('https://client.example/cb/</code>');
    expect(html).toContain('id="back" href="https://wiki.example/"');
    expect(html).toMatch(/<dt>HTTP status<\/dt>\n<dd>400<\/dd>/);
    expect(html).not.toContain('https://client.example/cb<');
  });

  it.each<[string, number, string]>([
    ['a method that is not allowed', 405, 'This page cannot be opened this way'],
    ['too many attempts', 429, 'The service is busy'],
  ])('is not there where nobody need look anything up: %s', async (_, status, title) => {
    const before = (await events('request.failed')).length;
    const response =
      status === 405
        ? await fetch(server.url('sign_in'), { method: 'PUT' })
        : await (async () => {
            jest.spyOn(server.database, 'find').mockRejectedValueOnce(errors.tooManyAttempts);
            return get(authorizeUrl(server, await server.register(), proof));
          })();
    const html = await expectPage(response, status, title);
    expect(referenceOn(html)).toBeUndefined();
    expect(html).toMatch(/<dt>Time<\/dt>\n<dd><time datetime=/);
    expect(await events('request.failed')).toHaveLength(before);
  });

  it('while storage does not answer is that of the log, and storage is not asked to remember it', async () => {
    const other = await server.register();
    const inserts = jest.spyOn(server.database, 'insert');
    jest
      .spyOn(server.app.get(Database, { strict: false }), 'find')
      .mockRejectedValue(errors.temporarilyUnavailable.because('no connection'));
    const response = await get(authorizeUrl(server, other, proof));
    expect(response.headers.get('retry-after')).toBe('5');
    const html = await expectPage(response, 503, 'The service is busy');
    const reference = referenceOn(html)!;
    expect(reference).toMatch(UUID);
    expect(logged).toEqual([expect.stringMatching(`^${reference} temporarily_unavailable.*no connection`)]);
    expect(inserts).not.toHaveBeenCalled();
  });

  it('is that of the log, too, when the failure cannot be written down', async () => {
    const visitor = new Visitor();
    BrokenDirectory.failure = new Error('down');
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    jest.spyOn(server.database, 'insert').mockRejectedValue(errors.temporarilyUnavailable);
    const html = (await signIn(visitor, page)).html;
    expect(logged).toEqual([expect.stringContaining(`${referenceOn(html)} Error: down`)]);
  });
});
