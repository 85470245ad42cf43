import type { HelmetOptions } from 'helmet';

/**
 * No script at all. Chromium applies `form-action` to redirects after a POST too, and signing out goes on to the
 * authorization server; the way there to sign in is a link.
 */
export function contentSecurityPolicy(issuer: string): HelmetOptions['contentSecurityPolicy'] {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'", new URL(issuer).origin],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  };
}
