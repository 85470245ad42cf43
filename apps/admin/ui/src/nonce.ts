import { setNonce } from 'get-nonce';

/** The style nonce of this page: the value that the server put into the head. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? '';

// The scroll lock behind dialogs writes a style element of its own and asks this package for the nonce.
if (styleNonce) setNonce(styleNonce);
