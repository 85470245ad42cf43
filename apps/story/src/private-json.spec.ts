import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivately } from './private-json.js';

describe('writePrivately', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-json-'));
    path = join(folder, 'demo.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes a file that others could read away from them', () => {
    writeFileSync(path, '{}');
    chmodSync(path, 0o644);
    writePrivately(path, { secret: 1 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ secret: 1 });
    expect(readdirSync(folder)).toEqual(['demo.json']);
  });

  it('never writes into the old file, so that a write that is cut short cannot empty it', () => {
    writeFileSync(path, '{"secret":0}');
    const before = statSync(path).ino;
    writePrivately(path, { secret: 1 });
    expect(statSync(path).ino).not.toBe(before);
  });

  it('leaves no draft behind when the file cannot be replaced', () => {
    mkdirSync(path);
    expect(() => writePrivately(path, { secret: 1 })).toThrow();
    expect(readdirSync(folder)).toEqual(['demo.json']);
  });
});
