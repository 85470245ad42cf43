/** May this name a resource (RFC 8707 section 2)? An absolute https, http or urn URI without fragment. */
export function isAudience(value: string): boolean {
  return /^(https?|urn):[^#]+$/.test(value) && URL.canParse(value);
}
