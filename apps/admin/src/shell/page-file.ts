import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm run build:ui` puts the pages. */
export const PAGES_FOLDER = join(import.meta.dirname, '../../dist-ui');

const NONCE_PLACE = '__STYLE_NONCE__';

/** The page that starts the browser half of the app, with the style nonce of one response put in. */
export class PageFile {
  private readonly html = read();

  withNonce(nonce: string): string {
    return this.html.replaceAll(NONCE_PLACE, nonce);
  }
}

function read(): string {
  try {
    return readFileSync(join(PAGES_FOLDER, 'index.html'), 'utf8');
  } catch {
    return '<!doctype html><title>Portcullis</title><p>The pages are not built. Run: npm run build:ui';
  }
}
