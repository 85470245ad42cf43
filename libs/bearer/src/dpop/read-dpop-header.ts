import { headerValues, type RawRequest } from '../challenges/header-values.js';
import { InvalidDpopProof } from './invalid-dpop-proof.js';

/** The part of an Express or Fastify request, or of Node's own, that is read here. */
export interface DpopRequest extends RawRequest {
  readonly headers: { readonly dpop?: string | string[] };
}

/**
 * The value of the `DPoP` header (RFC 9449 section 4.3, rule 1), or undefined without one.
 *
 * @throws InvalidDpopProof when there are several
 */
export function readDpopHeader(request: DpopRequest): string | undefined {
  if (headerValues(request, 'dpop').length > 1) throw new InvalidDpopProof('more than one DPoP header');
  const { dpop } = request.headers;
  if (Array.isArray(dpop)) throw new InvalidDpopProof('more than one DPoP header');
  return dpop;
}
