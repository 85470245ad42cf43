import type { Client } from '../clients/client.entity.js';
import {
  invalidRequest,
  registrationNotSupported,
  requestNotSupported,
  requestUriNotSupported,
  unauthorizedClient,
  unmetAuthenticationRequirements,
  unsupportedResponseType,
} from '../errors/catalogue.js';
import { audienceFor } from '../grants/audience.js';
import { scopesRequested } from '../grants/requested-scopes.js';
import type { ResolvedOptions } from '../oauth.options.js';
import type { ParsedParameters } from '../primitives/parameters.js';
import { isCodeChallenge } from '../primitives/pkce.js';
import { RESPONSE_MODES, type ResponseMode } from './authorization.response.js';
import { parseClaims } from './claims.request.js';

export interface Draft {
  readonly parsed: ParsedParameters;
  readonly client: Client;
  readonly options: ResolvedOptions;
  /** It came from the client itself, not through the user's browser (RFC 9126). */
  readonly pushed: boolean;
}

/** One rule. Throws the error that goes back to the client. */
export type Check = (draft: Draft) => void;

/** Bytes. */
const MAX_NONCE = 1000;

/** The rules for a request whose client and redirect URI are known good, in this order. */
export const CHECKS: readonly Check[] = [
  parametersComeOnce,
  requestObjectsAreRefused,
  responseTypeIsCode,
  responseModeIsKnown,
  clientMayUseCode,
  requestIsPushed,
  pkceIsPresent,
  scopesAreAllowed,
  promptIsValid,
  maxAgeIsValid,
  nonceIsShort,
  claimsCanBeMet,
  dpopKeyIsThumbprint,
  resourceIsAllowed,
];

/** RFC 6749 section 3.1: parameters must not be included more than once. */
function parametersComeOnce({ parsed }: Draft): void {
  if (parsed.malformed.length > 0)
    throw invalidRequest.describe('A parameter is repeated or is not a string.');
}

/** OpenID Connect Core section 3.1.2.6; a `request_uri` is never fetched. */
function requestObjectsAreRefused({ parsed: { values } }: Draft): void {
  if (values['request'] !== undefined) throw requestNotSupported;
  if (values['request_uri'] !== undefined) throw requestUriNotSupported;
  if (values['registration'] !== undefined) throw registrationNotSupported;
}

/** The implicit and hybrid response types are gone (RFC 9700 section 2.1.2). */
function responseTypeIsCode({ parsed: { values }, options }: Draft): void {
  const type = values['response_type'];
  if (type === undefined) throw invalidRequest.describe('The parameter response_type is missing.');
  if (type === 'code' || (options.legacy && type === 'authorization_code')) return;
  throw unsupportedResponseType;
}

/** A code in a fragment would be for scripts only (OAuth 2.0 Multiple Response Types section 2.1). */
function responseModeIsKnown({ parsed: { values } }: Draft): void {
  const mode = values['response_mode'];
  if (mode !== undefined && !RESPONSE_MODES.includes(mode as ResponseMode)) {
    throw invalidRequest.describe(`The response modes are ${RESPONSE_MODES.join(' and ')}.`);
  }
}

function clientMayUseCode({ client }: Draft): void {
  if (!client.grantTypes.includes('authorization_code')) throw unauthorizedClient;
}

/** RFC 9126 section 6. */
function requestIsPushed({ client, pushed }: Draft): void {
  if (client.requirePushedAuthorizationRequests && !pushed) {
    throw invalidRequest.describe('This client must push its authorization requests.');
  }
}

/** RFC 7636 section 4.3, S256 only (RFC 9700 section 2.1.1); the switch is policy P1. */
function pkceIsPresent({ parsed: { values }, client }: Draft): void {
  const { code_challenge: challenge, code_challenge_method: method } = values;
  if (challenge === undefined) {
    if (client.requirePkce)
      throw invalidRequest.describe('PKCE is required: the parameter code_challenge is missing.');
    if (method !== undefined) throw invalidRequest.describe('code_challenge_method without code_challenge.');
    return;
  }
  if (method !== 'S256') throw invalidRequest.describe('Only the code_challenge_method S256 is supported.');
  if (!isCodeChallenge(challenge))
    throw invalidRequest.describe('The code_challenge is not a SHA-256 in base64url.');
}

function scopesAreAllowed({ parsed: { values }, client }: Draft): void {
  scopesRequested(client, values['scope']);
}

/** OpenID Connect Core section 3.1.2.1: `none` stands alone. */
function promptIsValid({ parsed: { values } }: Draft): void {
  const prompts = values['prompt']?.split(' ').filter(Boolean) ?? [];
  if (prompts.includes('none') && prompts.length > 1) {
    throw invalidRequest.describe('The prompt none cannot be combined.');
  }
}

function maxAgeIsValid({ parsed: { values } }: Draft): void {
  if (values['max_age'] !== undefined && !/^\d{1,9}$/.test(values['max_age'])) {
    throw invalidRequest.describe('max_age is not a whole number of seconds.');
  }
}

/** It is kept with the code, in a column of this width. */
function nonceIsShort({ parsed: { values } }: Draft): void {
  if (Buffer.byteLength(values['nonce'] ?? '') > MAX_NONCE)
    throw invalidRequest.describe(`The nonce is longer than ${MAX_NONCE} bytes.`);
}

/** RFC 8707 section 2. */
function resourceIsAllowed({ parsed: { values }, client, options }: Draft): void {
  audienceFor(client, values['resource'], [], options.issuer);
}

/** Claims that cannot be read are refused with it; what nobody here can attest need not be tried. */
function claimsCanBeMet({ parsed: { values }, options }: Draft): void {
  const { essentialAcr, acrValues } = parseClaims(values['claims']);
  if (essentialAcr && !acrValues.some((acr) => options.acrValues.includes(acr))) {
    throw unmetAuthenticationRequirements;
  }
}

/** RFC 9449 section 10: a SHA-256 thumbprint in base64url. */
function dpopKeyIsThumbprint({ parsed: { values } }: Draft): void {
  const jkt = values['dpop_jkt'];
  if (jkt !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(jkt)) {
    throw invalidRequest.describe('dpop_jkt is not the SHA-256 thumbprint of a key.');
  }
}
