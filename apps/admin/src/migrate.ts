import '@portcullis/boot/require-node';
import { migrate } from '@portcullis/oauth';
import { readDatabaseUrl } from './read-settings.js';
import { withDatabase } from './storage/with-database.js';

await withDatabase(readDatabaseUrl(), async (dataSource) => {
  const names = await migrate(dataSource);
  console.log(names.length > 0 ? `Migrated: ${names.join(', ')}` : 'The schema is up to date.');
});
