import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';

/** An address of the attacker's that counts who asks. */
export interface Listener {
  readonly origin: string;
  readonly hits: () => number;
  close(): void;
}

export async function listen(): Promise<Listener> {
  let hits = 0;
  const server = createServer((_, response) => {
    hits++;
    response.setHeader('content-type', 'application/json').end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, hits: () => hits, close: () => void server.close() };
}

/** A port on every loopback address that counts who connects. */
export async function countConnections(): Promise<{ port: number; count: () => number; close: () => void }> {
  let count = 0;
  const server = createTcpServer((socket) => {
    count++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, count: () => count, close: () => void server.close() };
}
