import type { INestApplication } from '@nestjs/common';

/**
 * Opens the port, answers SIGTERM and SIGINT by finishing what is in flight, and tells a parent process that
 * started us (`process.send`) when we are ready.
 *
 * @param app a created, not yet listening application
 * @param port TCP port; 0 picks a free one
 * @param host address to bind; loopback unless HOST says otherwise
 * @returns the port in use
 */
export async function listen(app: INestApplication, port: number, host = process.env['HOST'] ?? '127.0.0.1') {
  app.enableShutdownHooks();
  await app.listen(port, host);
  const address = app.getHttpServer().address() as { port: number };
  process.send?.({ ready: true, port: address.port });
  return address.port;
}
