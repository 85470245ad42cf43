import '@portcullis/boot/require-node';
import { listen } from '@portcullis/boot';
import { createAdminApp } from './create-admin-app.js';
import { readSettings } from './read-settings.js';
import { FirstRun } from './setup/first-run.js';

const settings = readSettings();

try {
  const app = await createAdminApp(settings);
  const port = await listen(app, settings.port);
  console.log(`The admin app is at ${settings.url} (port ${port}).`);
  const link = await app.get(FirstRun).issueLink();
  if (link) {
    console.log(
      `Nobody owns it yet. Whoever opens this link within 30 minutes becomes the owner; it counts once:\n  ${link}`,
    );
  }
} catch (error) {
  console.error(`The admin app cannot start: ${(error as Error).message}`);
  process.exit(1);
}
