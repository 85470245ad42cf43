/** May this name a resource (RFC 8707 section 2)? An absolute https, http or urn URI without fragment and white space. */
export function isAudience(value: unknown): value is string {
  return typeof value === 'string' && /^(https?|urn):[^#\s]+$/.test(value) && URL.canParse(value);
}
