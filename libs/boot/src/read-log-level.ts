const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LEVELS)[number];

/** Reads `LOG_LEVEL`. Ends the process with one line when it is no level. */
export function readLogLevel(): LogLevel {
  const text = process.env['LOG_LEVEL'] || 'info';
  const level = LEVELS.find((name) => name === text);
  if (level) return level;
  console.error(`LOG_LEVEL is "${text}". Write ${LEVELS.slice(0, -1).join(', ')} or ${LEVELS.at(-1)}.`);
  process.exit(1);
}
