import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What happens to bytes between an application and its database. */
type Fault =
  | 'none'
  /** Connections end at once, as when the database process is gone. */
  | 'cut'
  /** Connections stay open and carry nothing, as when packets are dropped on the way. */
  | 'swallow';

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** A network between an application and its database that can fail on demand. */
export class TcpProxy {
  private fault: Fault = 'none';
  private readonly links = new Set<Link>();

  private constructor(
    private readonly server: Server,
    /** The same database, reached through this proxy. */
    readonly url: string,
  ) {}

  /** @param url of the database, with host and port */
  static async start(url: string): Promise<TcpProxy> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const here = new URL(url);
    here.hostname = '127.0.0.1';
    here.port = String((server.address() as AddressInfo).port);
    const proxy = new TcpProxy(server, here.href);
    server.on('connection', (client) => proxy.accept(client, target));
    return proxy;
  }

  /** Ends every connection and accepts no new one. */
  cut(): void {
    this.fault = 'cut';
    for (const link of this.links) end(link);
  }

  /** Existing connections go silent for good, and so does every new one until `mend`. */
  swallow(): void {
    this.fault = 'swallow';
    for (const { client, upstream } of this.links) {
      client.unpipe(upstream).resume();
      upstream.unpipe(client).resume();
    }
  }

  /** New connections work again. Those that were swallowed stay silent, as after a route has changed. */
  mend(): void {
    this.fault = 'none';
  }

  async close(): Promise<void> {
    for (const link of this.links) end(link);
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket, target: URL): void {
    client.on('error', () => undefined);
    if (this.fault === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port || 3306), target.hostname);
    upstream.on('error', () => undefined);
    const link = { client, upstream };
    this.links.add(link);
    const over = (): void => {
      this.links.delete(link);
      end(link);
    };
    client.on('close', over);
    upstream.on('close', over);
    if (this.fault === 'swallow') {
      client.resume();
      return;
    }
    client.pipe(upstream);
    upstream.pipe(client);
  }
}

function end({ client, upstream }: Link): void {
  client.destroy();
  upstream.destroy();
}
