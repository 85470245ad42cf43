// The importing team's way: both libraries are packed as they would be published and installed into applications
// outside the workspace, which are then compiled, started and used over HTTP.
import '../../libs/boot/require-node.js';
import assert from 'node:assert/strict';
import { OrdersApi, proveItStandsAlone, proveTheGuard } from './api.story.mjs';
import { buildApp } from './build-app.mjs';
import { proveTheGuide } from './guide.story.mjs';
import { Host } from './host.story.mjs';
import { freePorts } from './ports.mjs';
import { prove } from './proof.mjs';
import { createSchema } from './schema.mjs';
import { pack } from './tarballs.mjs';

await prove(8, async (proof, stage) => {
  const schema = await proof.need('MariaDB gives us a schema of our own', () => createSchema(stage));
  const packed = stage.folder('tarballs');
  const bearer = await pack(proof, stage, 'bearer', packed);
  const oauth = await pack(proof, stage, 'oauth', packed);

  const port = await freePorts(4);
  const issuer = `http://localhost:${port}`;
  // What tokens are for; the API need not be reachable under it.
  const orders = 'https://orders.acme.example';

  const host = new Host(proof, stage, schema, {
    folder: await buildApp(proof, stage, 'host-app', [bearer, oauth]),
    issuer,
    port,
    orders,
  });
  await host.start();
  const tokens = await host.serveAnEmployee();
  const narrow = await proof.need('an employee keeps a scope back, and the token lacks it', async () => {
    const answer = await host.obtainTokens({ 'scope.orders:read': null });
    assert.equal(answer.scope.split(' ').includes('orders:read'), false);
    return answer;
  });
  const shown = { good: tokens.access_token, narrow: narrow.access_token };

  const folder = await buildApp(proof, stage, 'api-app', [bearer]);
  await proveItStandsAlone(proof, stage, folder);
  const local = new OrdersApi(stage, { folder, issuer, audience: orders, port: port + 1 });
  const asking = new OrdersApi(stage, { folder, issuer, audience: orders, port: port + 2 });
  await proof.need('the API starts, verifying tokens itself and asking check_access', async () => {
    await local.start();
    await asking.start({ CLIENT_ID: 'orders-api', CLIENT_SECRET: host.secrets['orders-api'] });
  });
  await proveTheGuard(proof, 'mode jwt', local, shown);
  await proveTheGuard(proof, 'mode introspect', asking, shown);

  await host.endIt(tokens);
  await proof.claim('mode introspect: a revoked token is refused at once, 401', async () => {
    assert.equal((await asking.get('/orders', tokens.access_token)).status, 401);
  });

  await proveTheGuide(proof, stage, [bearer, oauth], port + 3);
});
