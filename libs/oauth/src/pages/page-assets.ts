import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { sha256 } from '../primitives/digest.js';
import { accentSheet } from './accent-sheet.js';
import type { PageAssets } from './page-context.js';
import { pictureHeaders } from './picture-headers.js';
import { Theme } from './theme/theme.js';

export interface AssetFile {
  readonly headers: OutgoingHttpHeaders;
  readonly content: Buffer;
  /** Changes with the content, so that the file may be kept for ever. */
  readonly version: string;
}

const STYLE_SHEET = { 'Content-Type': 'text/css; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
const SCRIPT = { 'Content-Type': 'text/javascript; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };

/** Style sheets of colours that are kept. */
const MAX_ACCENTS = 1000;

const ACCENT_SHEET = /^accent-([0-9a-f]{6})\.css$/;

/** The style sheets of the pages, the optional script and the logo of the theme: read once, or made of a colour. */
@Injectable()
export class PageAssetFiles implements OnApplicationBootstrap {
  private readonly files: ReadonlyMap<string, AssetFile>;
  private readonly accents = new Map<string, AssetFile>();

  constructor(private readonly theme: Theme) {
    const { tokens, styleSheet, logo } = theme;
    this.files = new Map([
      ['portcullis.css', asset(STYLE_SHEET, ours('portcullis.css'))],
      ['portcullis.js', asset(SCRIPT, ours('portcullis.js'))],
      ...(tokens.isEmpty
        ? []
        : [['theme.css', asset(STYLE_SHEET, Buffer.from(tokens.toStyleSheet()))] as const]),
      ...(styleSheet ? [['style.css', asset(STYLE_SHEET, styleSheet)] as const] : []),
      ...(logo ? [[logo.name, asset(pictureHeaders(logo.type), logo.content)] as const] : []),
    ]);
  }

  /** Not before: an application may bring its own logger only once it has been made. */
  onApplicationBootstrap(): void {
    const logger = new Logger('Portcullis');
    for (const warning of this.theme.warnings) logger.warn(`Theme, ${warning}`);
  }

  find(name: string): AssetFile | undefined {
    const colour = ACCENT_SHEET.exec(name)?.[1];
    return colour === undefined ? this.files.get(name) : this.accent(`#${colour}`);
  }

  /**
   * @param folder path of the assets endpoint
   * @param accent colour of the client that the page is about, `#rrggbb`, or null
   */
  links(folder: string, accent: string | null): PageAssets {
    const link = (name: string): string | null => {
      const file = this.find(name);
      return file ? `${folder}/${name}?v=${file.version}` : null;
    };
    // The host's own style sheet has the last word.
    const names = [
      'portcullis.css',
      'theme.css',
      ...(accent === null ? [] : [`accent-${accent.slice(1)}.css`]),
      'style.css',
    ];
    return {
      styleSheets: names.map(link).filter((href) => href !== null),
      script: link('portcullis.js')!,
    };
  }

  /** Kept, because every page about a client with a colour asks for it, and finding what can be read takes a while. */
  private accent(colour: string): AssetFile {
    const known = this.accents.get(colour);
    if (known) return known;
    const made = asset(STYLE_SHEET, Buffer.from(accentSheet(colour, this.theme.tokens)));
    // Anybody can ask for any colour.
    if (this.accents.size >= MAX_ACCENTS) this.accents.delete(this.accents.keys().next().value!);
    this.accents.set(colour, made);
    return made;
  }

  /** Path of the masthead's logo, or null. */
  logo(folder: string): string | null {
    const { logo } = this.theme;
    return logo && `${folder}/${logo.name}?v=${this.files.get(logo.name)!.version}`;
  }
}

function ours(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'assets', name));
}

function asset(headers: OutgoingHttpHeaders, content: Buffer): AssetFile {
  return { headers, content, version: sha256(content).toString('hex').slice(0, 16) };
}
