import { rmSync } from 'node:fs';

export default function globalTeardown() {
  rmSync(process.env.NODE_COMPILE_CACHE, { recursive: true, force: true });
  if (process.env.PORTCULLIS_TEST_TEMPLATE) rmSync(process.env.PORTCULLIS_TEST_TEMPLATE);
}
