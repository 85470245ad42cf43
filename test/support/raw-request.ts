import { connect } from 'node:net';
import type { TestServer } from './test-server.js';

/**
 * Sends bytes that no HTTP client would, such as the same header twice.
 *
 * @param lines of the head; Connection is added, and Host unless it is there
 * @returns the whole answer as text
 */
export function rawRequest(server: TestServer, lines: readonly string[], body = ''): Promise<string> {
  const { port } = new URL(server.issuer);
  const host = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: localhost:${port}`];
  const head = [...lines, ...host, 'Connection: close'].join('\r\n');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head}\r\n\r\n${body}`));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}
