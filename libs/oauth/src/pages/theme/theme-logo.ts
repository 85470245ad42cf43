import { extname } from 'node:path';
import { imageTypeOf, type ImageType } from '../../primitives/image-type.js';
import type { ThemeProblems } from './theme-problems.js';

/** Enough for any masthead. Bytes. */
const MAX_BYTES = 256 * 1024;

export interface ThemeLogo {
  readonly type: ImageType;
  readonly content: Buffer;
  /** What it is called on the pages, with its ending. */
  readonly name: string;
}

const TYPES: Readonly<Record<string, ImageType>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

export const LOGO_NAMES: readonly string[] = Object.keys(TYPES).map((ending) => `logo${ending}`);

/** The logo of the masthead. */
export function readLogo(file: string, content: Buffer, problems: ThemeProblems): ThemeLogo | null {
  const ending = extname(file);
  const type = TYPES[ending]!;
  if (imageTypeOf(content) !== type) {
    problems.add(file, null, `this is no ${ending.slice(1).toUpperCase()} picture by its content.`);
    return null;
  }
  if (content.length > MAX_BYTES) {
    problems.add(
      file,
      null,
      `this has ${content.length} bytes. Every visitor loads it: write at most ${MAX_BYTES}.`,
    );
    return null;
  }
  return { type, content, name: `logo${ending}` };
}
