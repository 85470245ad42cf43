import type { IncomingMessage } from 'node:http';
import { invalidRequest, payloadTooLarge } from '../errors/catalogue.js';
import {
  parametersOf,
  parseParameters,
  type Parameters,
  type ParsedParameters,
} from '../primitives/parameters.js';

/** A request of either HTTP adapter, before or after the host's own body parser has seen it. */
export interface FormRequest {
  readonly raw?: IncomingMessage;
  readonly headers: IncomingMessage['headers'];
  body?: unknown;
  rawBody?: Buffer;
}

/** Enough for every OAuth form; what is larger is refused unread. Bytes. */
const MAX_BODY = 64 * 1024;

/**
 * UTF-8 is the only encoding that the format has; a client that names another one means something else. Bounded, in
 * characters, because the pattern takes time with the square of the length.
 */
const MAX_TYPE = 100;
const FORM = /^application\/x-www-form-urlencoded\s*(;\s*charset\s*=\s*"?utf-8"?\s*;?\s*)?$/i;

/** On the request itself: on the way of every token, a WeakMap costs more than what it keeps. */
const READ = Symbol('form');
type ReadRequest = FormRequest & { [READ]?: Promise<ParsedParameters> };

/**
 * The form of a POST, flat: every name once, every value a string. Reads the body itself when the host has no body
 * parser, and judges what a parser made of it otherwise.
 *
 * @throws invalid_request (400) for another content type, a repeated parameter, an array or an object;
 *   invalid_request (413) for more than 64 KiB
 */
export async function readForm(request: FormRequest): Promise<Parameters> {
  const { values, malformed, tooMany } = await readFormLeniently(request);
  if (tooMany) throw invalidRequest.describe('The request has too many parameters.');
  if (malformed.length > 0) throw invalidRequest.describe('A parameter is repeated or is not a string.');
  return values;
}

/** The same, leaving the judgement about malformed parameters to the caller. */
export function readFormLeniently(request: FormRequest): Promise<ParsedParameters> {
  return ((request as ReadRequest)[READ] ??= parse(request));
}

async function parse(request: FormRequest): Promise<ParsedParameters> {
  const type = request.headers['content-type'] ?? '';
  if (type.length > MAX_TYPE || !FORM.test(type) || request.headers['content-encoding'] !== undefined) {
    throw invalidRequest.describe('The body must be application/x-www-form-urlencoded.');
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw payloadTooLarge;
  if (Buffer.isBuffer(request.rawBody)) return parseParameters(request.rawBody.toString());
  if (typeof request.body === 'object' && request.body !== null) {
    return Buffer.isBuffer(request.body)
      ? parseParameters(request.body.toString())
      : parametersOf(request.body);
  }
  return parseParameters(await readBody(request.raw ?? (request as unknown as IncomingMessage)));
}

/** By its events: an asynchronous iterator over the stream would take three times as long. */
function readBody(stream: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > MAX_BODY) refuse(payloadTooLarge);
      else chunks.push(chunk);
    };
    const finish = (): void => {
      leave();
      resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString());
    };
    const breakOff = (): void => refuse(cutOff());
    const leave = (): void => {
      stream.off('data', take).off('end', finish).off('error', breakOff).off('close', breakOff);
    };
    const refuse = (error: Error): void => {
      leave();
      // Paused, not destroyed, or the refusal would never reach the client.
      stream.pause();
      reject(error);
    };
    if (stream.destroyed || stream.readableEnded) return reject(cutOff());
    stream.on('data', take).on('end', finish).on('error', breakOff).on('close', breakOff);
  });
}

function cutOff(): Error {
  return invalidRequest.because('the upload was cut off');
}

/** The query of a URL under the same rules. */
export function queryOf(url: string): ParsedParameters {
  const mark = url.indexOf('?');
  return parseParameters(mark < 0 ? '' : url.slice(mark + 1));
}
