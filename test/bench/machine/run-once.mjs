import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs a program to its end.
 *
 * @returns what it wrote to standard output
 * @throws with what it wrote to standard error
 */
export async function runOnce(script, env, args = []) {
  const { stdout } = await run(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    maxBuffer: 1 << 26,
  });
  return stdout;
}
