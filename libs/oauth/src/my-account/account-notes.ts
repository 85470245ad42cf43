import { Injectable } from '@nestjs/common';
import type { EndpointName } from '../wire/endpoint-names.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { deriveKey, openFromBrowser, sealForBrowser } from '../primitives/seal.js';

interface Sealed<Note> {
  readonly page: EndpointName;
  readonly subject: string;
  readonly note: Note;
}

/**
 * What has just been done, for the page to which that leads. It travels in the address and is sealed for one user and
 * one page, so that nobody can put words on a page of somebody else.
 */
@Injectable()
export class AccountNotes {
  private readonly key: Buffer;

  constructor(
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    this.key = deriveKey(options.masterKey, 'account note');
  }

  write(page: EndpointName, subject: string, note: object): string {
    const until = this.clock.now() + this.options.lifetimes.interaction * 1000;
    return sealForBrowser(this.key, { page, subject, note }, until);
  }

  /** @returns null for what was not written for this user and page, or too long ago */
  read<Note>(page: EndpointName, subject: string, sealed: string | undefined): Note | null {
    const found = openFromBrowser<Sealed<Note>>(this.key, sealed, this.clock.now());
    return found?.page === page && found.subject === subject ? found.note : null;
  }
}
