import { checkNames, InvalidOptions } from '../oauth.option-checks.js';
import { followable } from './followable.js';

/** Who runs this server, for the pages. */
export interface BrandOptions {
  /** Default: the issuer's host. */
  readonly name?: string;
  /** Where a person finds help: an `https:` or `mailto:` address. */
  readonly supportUrl?: string;
  /** Terms of service: an `https:` address, at the foot of every page. */
  readonly termsUrl?: string;
  /** Privacy policy: an `https:` address, at the foot of every page. */
  readonly privacyUrl?: string;
}

export interface ResolvedBrand {
  readonly name: string;
  readonly supportUrl: string | null;
  readonly termsUrl: string | null;
  readonly privacyUrl: string | null;
}

/**
 * @param host of the issuer, which stands in for a name
 * @throws InvalidOptions for an address that the pages would not link to
 */
export function resolveBrand(given: BrandOptions = {}, host: string): ResolvedBrand {
  checkNames('brand.', given, ['name', 'supportUrl', 'termsUrl', 'privacyUrl']);
  return Object.freeze({
    name: given.name ?? host,
    supportUrl: address('supportUrl', given.supportUrl, 'an https or mailto address'),
    termsUrl: address('termsUrl', given.termsUrl, 'an https address'),
    privacyUrl: address('privacyUrl', given.privacyUrl, 'an https address'),
  });
}

function address(name: keyof BrandOptions, value: string | undefined, wanted: string): string | null {
  if (value === undefined) return null;
  const isMail = /^mailto:/i.test(value);
  if (!value.startsWith('/') && followable(value) !== null && (!isMail || wanted.includes('mailto')))
    return value;
  throw new InvalidOptions(
    `"brand.${name}" is "${value}". Write ${wanted}, such as "https://example.com/help".`,
  );
}
