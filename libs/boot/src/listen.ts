import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

/**
 * How long an idle connection stays open: longer than proxies and load balancers keep theirs, which is a minute mostly.
 * Otherwise one of them would send a request into a connection that is being closed. Milliseconds.
 */
const IDLE = 65_000;

/**
 * Opens the port, answers SIGTERM and SIGINT by finishing what is in flight, and tells a parent process that
 * started us (`process.send`) when we are ready.
 *
 * @param app a created, not yet listening application
 * @param port TCP port; 0 picks a free one
 * @param host address to bind; loopback unless HOST says otherwise
 * @returns the port in use
 * @throws Error with a sentence that names PORT or HOST when the port does not open
 */
export async function listen(app: INestApplication, port: number, host = process.env['HOST'] || '127.0.0.1') {
  app.enableShutdownHooks();
  (app.getHttpServer() as Server).keepAliveTimeout = IDLE;
  try {
    await app.listen(port, host);
  } catch (error) {
    const reason = reasonOf(error as NodeJS.ErrnoException, port, host);
    // It may have been something else: the application is only put together here.
    throw reason === undefined ? error : new Error(reason, { cause: error });
  }
  const address = app.getHttpServer().address() as { port: number };
  process.send?.({ ready: true, port: address.port });
  // Whoever started us is gone without a word: nobody is left to end us.
  process.once('disconnect', () => void app.close().finally(() => process.exit()));
  return address.port;
}

function reasonOf({ code }: NodeJS.ErrnoException, port: number, host: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken. Set PORT to a free one.`;
    case 'EACCES':
      return `port ${port} may not be opened by this user. Set PORT to one from 1024 on.`;
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return `HOST is "${host}", which is no address of this machine. Write 127.0.0.1, or 0.0.0.0 for every address.`;
    default:
      return undefined;
  }
}
