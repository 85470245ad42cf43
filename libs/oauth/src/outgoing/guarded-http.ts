import { Injectable } from '@nestjs/common';
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as sendHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';
import { OutgoingFailure, OutgoingHttp, type OutgoingAnswer, type OutgoingRequest } from './outgoing-http.js';

/**
 * Reaches public addresses over https, and nothing else. The address is judged at the moment it is connected to, so a
 * name cannot lead elsewhere after it was checked. A host whose clients are inside its network extends this and says
 * what else may be reached.
 */
@Injectable()
export class GuardedHttp extends OutgoingHttp {
  /** From the first packet to the last byte. Milliseconds. */
  protected readonly timeLimit: number = 3_000;

  /** @param address IPv4 or IPv6, in any spelling */
  protected mayReach(address: string): boolean {
    return isPublicAddress(address);
  }

  override async send(url: string, { form, accept, maxBytes }: OutgoingRequest): Promise<OutgoingAnswer> {
    const target = this.target(url);
    const body = form?.toString();
    return new Promise((done, fail) => {
      const request = sendHttps(
        target,
        {
          method: body === undefined ? 'GET' : 'POST',
          lookup: this.lookup,
          // A connection of its own: a kept one would be judged by an older look-up.
          agent: false,
          signal: AbortSignal.timeout(this.timeLimit),
          headers: {
            ...(accept !== undefined && { accept }),
            ...(body !== undefined && {
              'content-type': 'application/x-www-form-urlencoded',
              'content-length': Buffer.byteLength(body),
            }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let length = 0;
          response.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length <= maxBytes) return void chunks.push(chunk);
            // At once: the end of the answer may have come with it, and would be told before the request's own error.
            fail(new OutgoingFailure(`longer than ${maxBytes} bytes`));
            request.destroy();
          });
          response.on('error', (error) => fail(toFailure(error)));
          response.on('end', () =>
            done({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
              ),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      request.on('error', (error) => fail(toFailure(error)));
      request.end(body);
    });
  }

  /** @throws OutgoingFailure for anything but an https URL that may lead to an address within reach */
  private target(url: string): URL {
    if (!URL.canParse(url)) throw new OutgoingFailure('not a URL');
    const target = new URL(url);
    if (target.protocol !== 'https:') throw new OutgoingFailure('not https');
    if (target.username || target.password) throw new OutgoingFailure('has a user name in it');
    // A literal address is connected to without a look-up. The URL parser has made one of 2130706433 and 0x7f.1 too.
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.mayReach(host)) throw new OutgoingFailure('not a public address');
    return target;
  }

  /** One address of the name out of reach refuses them all: which one would be taken is not ours to say. */
  private readonly lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => this.mayReach(address))) {
        return callback(new OutgoingFailure('not a public address'), []);
      }
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

function toFailure(error: Error): OutgoingFailure {
  return error instanceof OutgoingFailure ? error : new OutgoingFailure(error.message, { cause: error });
}
