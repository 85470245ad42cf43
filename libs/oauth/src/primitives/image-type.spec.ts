import { describe, expect, it } from '@jest/globals';
import { imageTypeOf } from './image-type.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('imageTypeOf', () => {
  it.each<[string, Buffer, string]>([
    ['PNG', bytes('\x89PNG\r\n\x1a\n....'), 'image/png'],
    ['JPEG', bytes('\xff\xd8\xff\xe0....'), 'image/jpeg'],
    ['WebP', bytes('RIFF....WEBPVP8 '), 'image/webp'],
    ['GIF of 1987', bytes('GIF87a..'), 'image/gif'],
    ['GIF of 1989', bytes('GIF89a..'), 'image/gif'],
    ['AVIF', bytes('\0\0\0\x20ftypavif....'), 'image/avif'],
    ['AVIF sequence', bytes('\0\0\0\x20ftypavis....'), 'image/avif'],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    [
      'SVG after a declaration, a comment and a type',
      Buffer.from(
        '\ufeff<?xml version="1.0"?>\n<!-- a > b -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n<svg>',
      ),
      'image/svg+xml',
    ],
  ])('knows a %s', (_, content, type) => {
    expect(imageTypeOf(content)).toBe(type);
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a page', bytes('<!doctype html><html><body><svg></svg>')],
    ['a page with a comment before it', bytes('<!-- <svg> --><html>')],
    ['another XML', bytes('<?xml version="1.0"?><rss><svg/></rss>')],
    ['an element whose name only begins so', bytes('<svgx>')],
    ['a document type that brings entities', bytes('<!DOCTYPE svg [<!ENTITY a "b">]><svg>')],
    ['a RIFF that is a sound', bytes('RIFF....WAVEfmt ')],
    ['a film', bytes('\0\0\0\x20ftypmp42....')],
    ['a bitmap', bytes('BM....')],
    ['text', bytes('PNG')],
  ])('takes %s for no picture', (_, content) => {
    expect(imageTypeOf(content)).toBeNull();
  });

  it('is not kept busy by what never begins', () => {
    expect(imageTypeOf(Buffer.alloc(256 * 1024, '<!-- '))).toBeNull();
    expect(imageTypeOf(Buffer.alloc(256 * 1024, ' '))).toBeNull();
  });
});
