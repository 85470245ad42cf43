import { DiscoveryService } from '@nestjs/core';

/** What a provider adds to the metadata document. */
export interface Advertiser {
  /** Members of RFC 8414 section 2 and its extensions; lists that several providers name are joined. */
  metadata(): Readonly<Record<string, unknown>>;
}

/**
 * Marks a provider whose part of the server belongs in the metadata document. A part that is switched off has no such
 * provider, so the document cannot promise it.
 */
export const Advertises = DiscoveryService.createDecorator<void>();
