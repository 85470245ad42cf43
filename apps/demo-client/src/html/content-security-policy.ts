import type { HelmetOptions } from 'helmet';

/**
 * No script at all. `form-action 'self'` is safe here, because no form of ours ends at another origin: the way
 * to the authorization server is a link, and Chromium applies the directive to redirects after a POST.
 */
export const contentSecurityPolicy: HelmetOptions['contentSecurityPolicy'] = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};
