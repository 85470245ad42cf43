import { Injectable } from '@nestjs/common';
import { InvalidOptions } from '../../oauth.option-checks.js';
import { ResolvedOptions } from '../../oauth.options.js';
import { isLoopback } from '../../primitives/loopback.js';

/** The gallery shows made-up people under a real address: nobody but its developers may come upon it. */
@Injectable()
export class GalleryInDevelopment {
  /** @throws InvalidOptions unless the issuer is this very machine */
  constructor({ issuer }: ResolvedOptions) {
    if (isLoopback(new URL(issuer).hostname)) return;
    throw new InvalidOptions(
      `the feature "gallery" is on, but the issuer is "${issuer}". The gallery shows sample pages with made-up people, ` +
        'which real users must not come upon: it is for a server at localhost. Leave the feature out here.',
    );
  }
}
