/** The policy of the pages lets images come from our own origin only: a foreign one would be a broken picture. */
export function ownImage(address: string | null): string | null {
  return address !== null && /^(\/(?![/\\])|data:image\/)/.test(address) ? address : null;
}
