/**
 * Reads a setting that has no safe default. Ends the process with one line that says what to write.
 *
 * @param name environment variable
 * @param hint what a good value looks like
 */
export function requireEnv(name: string, hint: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is not set. ${hint}`);
  process.exit(1);
}
