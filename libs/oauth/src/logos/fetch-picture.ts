import { OutgoingFailure, type OutgoingHttp } from '../outgoing/outgoing-http.js';
import { withPatience } from '../outgoing/with-patience.js';
import { sha256 } from '../primitives/digest.js';
import { imageTypeOf, type ImageType } from '../primitives/image-type.js';

/** Enough for a mark of 56 pixels on any screen. Bytes. */
const MAX_BYTES = 256 * 1024;
/** For a port that does not end by itself. Milliseconds. */
const PATIENCE = 10_000;

export interface Picture {
  readonly type: ImageType;
  readonly content: Buffer;
}

/** The host has spoken: there is no picture at this address (any more). */
class NoPicture extends Error {}

/** Does the failure say that what was there before is gone? */
export function isLost(error: unknown): boolean {
  return error instanceof NoPicture;
}

/**
 * Fetches a picture. What it is, its content says: names and headers are its host's to invent.
 *
 * @returns the picture with the SHA-256 of its content
 * @throws when it could not be had
 */
export async function fetchPicture(
  http: OutgoingHttp,
  uri: string,
): Promise<Picture & { readonly version: Buffer }> {
  const answer = http.send(uri, { accept: 'image/*', maxBytes: MAX_BYTES });
  const { status, body } = await withPatience(answer, PATIENCE);
  if (status === 404 || status === 410) throw new NoPicture(`answered ${status}`);
  if (status !== 200) throw new OutgoingFailure(`answered ${status}`);
  // A host's own port may not keep to the bound.
  if (body.length > MAX_BYTES) throw new NoPicture(`longer than ${MAX_BYTES} bytes`);
  const type = imageTypeOf(body);
  if (type === null) throw new NoPicture('is no picture by its content');
  return { type, content: body, version: sha256(body) };
}
