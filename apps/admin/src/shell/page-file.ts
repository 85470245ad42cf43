import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageCode } from '../account/languages.js';

/** Where `npm run build:ui` puts the pages. */
export const PAGES_FOLDER = join(import.meta.dirname, '../../dist-ui');

const NONCE_PLACE = '__STYLE_NONCE__';
const LANGUAGE_PLACE = '__LANGUAGE__';

/** The page that starts the browser half of the app, with the style nonce of one response and the reader's language put in. */
export class PageFile {
  private readonly html = read();

  /** @param language that the reader has chosen; null: the page finds out what the browser wishes */
  shown(nonce: string, language: LanguageCode | null): string {
    return this.html.replaceAll(NONCE_PLACE, nonce).replace(LANGUAGE_PLACE, language ?? '');
  }
}

function read(): string {
  try {
    return readFileSync(join(PAGES_FOLDER, 'index.html'), 'utf8');
  } catch {
    return '<!doctype html><title>Portcullis</title><p>The pages are not built. Run: npm run build:ui';
  }
}
