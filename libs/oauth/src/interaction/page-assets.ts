import { Injectable } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../primitives/digest.js';
import type { PageAssets } from './pages.js';

const TYPES: Readonly<Record<string, string>> = {
  'portcullis.css': 'text/css; charset=utf-8',
  'portcullis.js': 'text/javascript; charset=utf-8',
};

export interface AssetFile {
  readonly type: string;
  readonly content: Buffer;
  /** Changes with the content, so that the file may be kept for ever. */
  readonly version: string;
}

/** The style sheet and the optional script of the pages, read once. */
@Injectable()
export class PageAssetFiles {
  private readonly files = new Map<string, AssetFile>(
    Object.entries(TYPES).map(([name, type]) => {
      const content = readFileSync(join(import.meta.dirname, 'assets', name));
      return [name, { type, content, version: sha256(content).toString('hex').slice(0, 16) }];
    }),
  );

  find(name: string): AssetFile | undefined {
    return this.files.get(name);
  }

  /** @param folder path of the assets endpoint */
  links(folder: string): PageAssets {
    const link = (name: string): string => `${folder}/${name}?v=${this.files.get(name)!.version}`;
    return { css: link('portcullis.css'), js: link('portcullis.js') };
  }
}
