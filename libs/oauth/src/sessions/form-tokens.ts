import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { ResolvedOptions } from '../oauth.options.js';
import { sameDigest, sha256 } from '../primitives/digest.js';
import { deriveKey } from '../primitives/seal.js';

/** CSRF tokens of forms that belong to no interaction: only a page that was made for this very browser has one. */
@Injectable()
export class FormTokens {
  private readonly key: Buffer;

  constructor(options: ResolvedOptions) {
    this.key = deriveKey(options.masterKey, 'form token');
  }

  /**
   * @param form its name; the token of one form does not fit another
   * @param cookie of the browser
   */
  issue(form: string, cookie: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([form, cookie]))
      .digest('base64url');
  }

  fits(presented: string | undefined, form: string, cookie: string): boolean {
    return presented !== undefined && sameDigest(sha256(presented), sha256(this.issue(form, cookie)));
  }
}
