import { readBearerToken, type BearerRequest, type PresentedToken } from '@portcullis/bearer';

export type AccessTokenScheme = 'Bearer' | 'DPoP';

/** Reads the access token of a request under either scheme, by the same rules (RFC 6750 section 2, RFC 9449 section 7.1). */
export function readAccessToken(
  request: BearerRequest,
): PresentedToken & { readonly scheme: AccessTokenScheme } {
  const { rawHeaders, raw, headers, body } = request;
  const { authorization } = headers;
  if (authorization === undefined || !/^dpop(?: |$)/i.test(authorization)) {
    return { ...readBearerToken(request), scheme: 'Bearer' };
  }
  const presented = readBearerToken({
    ...(rawHeaders && { rawHeaders }),
    ...(raw && { raw }),
    headers: { ...headers, authorization: authorization.replace(/^dpop/i, 'Bearer') },
    body,
  });
  if (presented.kind !== 'malformed') return { ...presented, scheme: 'DPoP' };
  return {
    scheme: 'DPoP',
    kind: 'malformed',
    reason: "The Authorization header is not 'DPoP' and one token.",
  };
}
