import { PassThrough, Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OAuthError } from '../errors/oauth-error.js';
import { readForm, type FormRequest } from './form.js';

const FORM = 'application/x-www-form-urlencoded';

function request(contentType: string | undefined, chunks: readonly Buffer[]): FormRequest {
  const raw = Readable.from(chunks) as IncomingMessage;
  return { raw, headers: contentType === undefined ? {} : { 'content-type': contentType } };
}

/** Values, or an error of ours with this status. */
async function outcomeOf(given: FormRequest): Promise<object | number> {
  try {
    return await readForm(given);
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError);
    expect((error as OAuthError).code).toBe('invalid_request');
    return (error as OAuthError).status;
  }
}

const chunks = fc.array(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)));

describe('a form, whatever was sent', () => {
  it('is read or refused', async () => {
    const type = fc.oneof(
      fc.constantFrom(FORM, `${FORM}; charset=utf-8`, undefined),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(type, chunks, async (contentType, body) => {
        const outcome = await outcomeOf(request(contentType, body));
        if (!contentType?.startsWith(FORM)) expect(outcome).toBe(400);
      }),
    );
  });

  it('says the same however it is cut into chunks', async () => {
    const text = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { maxKeys: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), async (values, cuts) => {
        const whole = Buffer.from(new URLSearchParams(values).toString());
        const places = [
          0,
          ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b),
          whole.length,
        ];
        const parts = places.slice(1).map((end, i) => whole.subarray(places[i], end));
        expect(await outcomeOf(request(FORM, parts))).toEqual(await outcomeOf(request(FORM, [whole])));
      }),
    );
  });

  it('has a type of a reasonable length, which nobody has to search through', async () => {
    expect(await outcomeOf(request(`${FORM}; charset=utf-8${' '.repeat(10)}`, []))).toEqual({});
    for (const end of ['', ';', 'x', ' ;']) {
      for (const start of [FORM, `${FORM};`, `${FORM}; charset=utf-8`, `${FORM}; charset="utf-8"`]) {
        expect(await outcomeOf(request(`${start}${' '.repeat(1000)}${end}`, []))).toBe(400);
      }
    }
  });

  it('is read no further than 64 KiB', async () => {
    const raw = new PassThrough() as unknown as IncomingMessage & PassThrough;
    const chunk = Buffer.alloc(1024, 'x');
    let sent = 0;
    const endless = Object.assign(raw, { read: raw.read });
    const feed = new Readable({
      read() {
        sent += chunk.length;
        this.push(chunk);
      },
    });
    feed.pipe(endless);
    expect(await outcomeOf({ raw, headers: { 'content-type': FORM } })).toBe(413);
    feed.destroy();
    // What waits in the three buffers on the way is all that comes on top.
    expect(sent).toBeLessThanOrEqual(4 * 64 * 1024);
  });
});
