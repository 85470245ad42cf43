import { rmSync } from 'node:fs';

export default function globalTeardown() {
  if (process.env.PORTCULLIS_TEST_TEMPLATE) rmSync(process.env.PORTCULLIS_TEST_TEMPLATE);
}
