import type { BearerDpopOptions } from '../bearer.options.js';
import { algorithmProblems, defined, listOf, rangeProblems, unknownNames } from '../option-problems.js';

/** The option `dpop`, complete. */
export interface ResolvedDpop extends Readonly<Required<Omit<BearerDpopOptions, 'nonceKey' | 'algorithms'>>> {
  readonly algorithms: readonly string[];
  /** Empty where no nonce is asked for. */
  readonly nonceKeys: readonly string[];
}

const DEFAULTS = {
  required: false,
  algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
  maxAgeSeconds: 60,
  nonceSeconds: 300,
  rememberedProofs: 200_000,
} as const;

const NONCE_KEY_LENGTH = 32;

export function resolveDpop({ nonceKey, ...rest }: BearerDpopOptions = {}): ResolvedDpop {
  const values = { ...DEFAULTS, ...defined(rest) };
  return Object.freeze({
    ...values,
    algorithms: Object.freeze([...values.algorithms]),
    nonceKeys: Object.freeze(nonceKey === undefined ? [] : listOf(nonceKey)),
  });
}

/**
 * What is wrong with the option.
 *
 * @param addressed whether this API knows an address of its own
 */
export function dpopProblems(dpop: false | BearerDpopOptions | undefined, addressed: boolean): string[] {
  if (dpop === undefined || dpop === false) return [];
  if (typeof dpop !== 'object' || dpop === null) return ['dpop must be an object with options, or false.'];
  return [
    ...unknownNames('dpop.', dpop, [...Object.keys(DEFAULTS), 'nonceKey']),
    ...(addressed
      ? []
      : [
          'dpop is set, but audience is no URL, so nothing says for which address a proof must have been made. ' +
            "Write the address of this API, for example resource: 'https://orders.example.com'.",
        ]),
    ...(dpop.required === undefined || typeof dpop.required === 'boolean'
      ? []
      : ['dpop.required must be true or false.']),
    ...algorithmProblems('dpop.algorithms', dpop.algorithms),
    ...rangeProblems('dpop.maxAgeSeconds', dpop.maxAgeSeconds, [1, 300]),
    ...rangeProblems('dpop.nonceSeconds', dpop.nonceSeconds, [10, 3600]),
    ...rangeProblems('dpop.rememberedProofs', dpop.rememberedProofs, [1000, 10_000_000]),
    ...nonceKeyProblems(dpop.nonceKey),
  ];
}

function nonceKeyProblems(nonceKey: unknown): string[] {
  if (nonceKey === undefined) return [];
  const keys = Array.isArray(nonceKey) ? nonceKey : [nonceKey];
  const good = keys.every((key) => typeof key === 'string' && key.length >= NONCE_KEY_LENGTH);
  if (good && keys.length > 0) return [];
  return [
    `dpop.nonceKey must have at least ${NONCE_KEY_LENGTH} characters. Whoever guesses it can make nonces in advance. ` +
      'Make one with: openssl rand -base64 32',
  ];
}
