import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from '@prometheus-io/client';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** Where Prometheus reaches us. A class so that Nest can inject it. */
export class MetricsAddress {
  /** TCP port; 0 picks a free one. */
  readonly port: number;
  readonly host: string;
}

/**
 * Serves `GET /metrics` at an address of its own. What it tells is for operators: the port that users and clients reach
 * has no such path.
 */
@Injectable()
export class MetricsListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    private readonly registry: Registry,
    private readonly address: MetricsAddress,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** @throws Error with a sentence for whoever starts the server */
  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.address;
    this.server.listen(port, host);
    await once(this.server, 'listening').catch((cause: Error) => {
      const reason = `metrics cannot be served on ${host}:${port}: ${cause.message}. Set METRICS_PORT and METRICS_HOST.`;
      throw new Error(reason, { cause });
    });
  }

  onApplicationShutdown(): void {
    this.server.close();
    // Prometheus keeps its connection open between two scrapes.
    this.server.closeAllConnections();
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
    if (method !== 'GET') return void response.writeHead(405, { Allow: 'GET' }).end();
    try {
      const text = await this.registry.metrics();
      response.writeHead(200, { 'Content-Type': this.registry.contentType }).end(text);
    } catch {
      response.writeHead(500).end();
    }
  }
}
