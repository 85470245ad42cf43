import type { OutgoingHttpHeaders } from 'node:http';

/**
 * For pictures that others made: they are drawn and nothing else. An SVG that somebody opens as a document runs no
 * script, loads nothing and has no origin.
 *
 * @param type media type, found out from the content
 */
export function pictureHeaders(type: string): OutgoingHttpHeaders {
  return {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
