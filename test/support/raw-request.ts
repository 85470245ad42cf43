import { connect } from 'node:net';
import type { TestServer } from './test-server.js';

/**
 * Sends bytes that no HTTP client would, such as the same header twice.
 *
 * @param lines of the head; `Host` and `Connection: close` are added unless they are there
 * @returns everything that comes until the server ends the connection, as text
 */
export function rawRequest(server: TestServer, lines: readonly string[], body = ''): Promise<string> {
  const { port } = new URL(server.issuer);
  const added = [`Host: localhost:${port}`, 'Connection: close'].filter((header) => {
    const name = header.slice(0, header.indexOf(':') + 1).toLowerCase();
    return !lines.some((line) => line.toLowerCase().startsWith(name));
  });
  const head = [...lines, ...added].join('\r\n');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head}\r\n\r\n${body}`));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}
