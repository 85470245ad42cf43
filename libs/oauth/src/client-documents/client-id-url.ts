/** One that an administrator can register as well, so that any of them can be shut out: no query, nothing encoded. */
const SHAPE = /^https:\/\/[a-z0-9.-]+(:\d+)?\/[A-Za-z0-9._~/-]+$/;

/**
 * Is this the URL of a client ID metadata document (draft-ietf-oauth-client-id-metadata-document section 3)? An https
 * URL with a path, without dot segments, user name and fragment, in its normal form: no two spellings may look like one
 * client.
 */
export function isClientIdUrl(clientId: string): boolean {
  return SHAPE.test(clientId) && URL.canParse(clientId) && new URL(clientId).href === clientId;
}
