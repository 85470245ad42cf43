import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Visited {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (visited: Visited, response: ServerResponse) => void;

/** Somebody else's web site: answers by path, and writes down every visit. */
export class Site {
  readonly visits: Visited[] = [];

  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {}

  /**
   * @param host `127.0.0.1` and `127.0.0.2` are sites of their own, and neither is that of `localhost`
   * @param pages answers by path; another path is a page that says so
   */
  static async open(host: string, pages: Readonly<Record<string, Answer>> = {}): Promise<Site> {
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const visited = { method: request.method!, url: request.url!, headers: request.headers, body };
      const path = visited.url.split('?')[0]!;
      if (path !== '/favicon.ico') site.visits.push(visited);
      const answer = pages[path];
      if (answer) return answer(visited, response);
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><link rel="icon" href="data:,"><title>Site</title><h1>At ${path}</h1>`);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const site = new Site(`http://${host}:${(server.address() as AddressInfo).port}`, server);
    return site;
  }

  to(path: string): Visited[] {
    return this.visits.filter(({ url }) => url.split('?')[0] === path);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
