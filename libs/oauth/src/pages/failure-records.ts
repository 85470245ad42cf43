import { Injectable } from '@nestjs/common';
import { AuditLog, type AuditDetails } from '../audit/audit-log.js';
import { Limits } from '../limits/limits.js';
import type { ReferredEvent } from './references.js';

/** Writes down what went wrong on a page, so that it can be looked up by its reference. */
@Injectable()
export class FailureRecords {
  constructor(
    private readonly audit: AuditLog,
    private readonly limits: Limits,
  ) {}

  newReference(): string {
    return this.audit.newReference();
  }

  /**
   * Everybody can make requests that fail; nobody can fill the log with them.
   *
   * @returns the reference; empty when nothing was recorded, because this source has had its share or storage fails: the
   *   page still says what is wrong
   */
  async record(event: ReferredEvent, details: AuditDetails & { readonly source: string }): Promise<string> {
    try {
      await this.limits.reserve('failureRecord', details.source);
      return await this.audit.record(event, details);
    } catch {
      return '';
    }
  }
}
