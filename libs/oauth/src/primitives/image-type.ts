/** Media types of pictures that every browser draws. */
export type ImageType =
  'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif' | 'image/svg+xml';

/**
 * What a picture is by its first bytes, whatever it is called: a name or a header proves nothing.
 *
 * @returns null when it is none of the formats that we show
 */
export function imageTypeOf(content: Buffer): ImageType | null {
  const ascii = (from: number, to: number): string => content.toString('latin1', from, to);
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (ascii(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp';
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return 'image/gif';
  if (ascii(4, 8) === 'ftyp' && ['avif', 'avis'].includes(ascii(8, 12))) return 'image/avif';
  return isSvg(content) ? 'image/svg+xml' : null;
}

/** Before the root element there may be a mark of the encoding, a declaration, comments and a document type. */
const BEFORE_ROOT = /^\ufeff?(?:\s+|<\?[^>]*\?>|<!--[^]*?-->|<!DOCTYPE\s+svg\b[^>[]*>)*/i;

function isSvg(content: Buffer): boolean {
  const text = content.toString('utf8', 0, 4096);
  return /^<svg[\s>/]/i.test(text.slice(BEFORE_ROOT.exec(text)![0].length));
}
