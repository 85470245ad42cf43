/**
 * Reads `PORT`, or another variable. Ends the process with one line when it is no port number.
 *
 * @param fallback the port when the variable is not set
 * @returns TCP port; 0 picks a free one
 */
export function readPort(fallback: number, variable = 'PORT'): number {
  const text = process.env[variable];
  if (!text) return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  console.error(`${variable} is "${text}". Write a number from 0 to 65535; 0 picks a free port.`);
  process.exit(1);
}
