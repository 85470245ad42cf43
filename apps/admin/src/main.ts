import '@portcullis/boot/require-node';
import { listen } from '@portcullis/boot';
import { createAdminApp } from './create-admin-app.js';
import { readSettings } from './read-settings.js';

const settings = readSettings();

try {
  const app = await createAdminApp(settings);
  const port = await listen(app, settings.port);
  console.log(`The admin app is at ${settings.url} (port ${port}).`);
} catch (error) {
  console.error(`The admin app cannot start: ${(error as Error).message}`);
  process.exit(1);
}
