import '@portcullis/boot/require-node';
import { databaseUrl } from '@portcullis/boot';
import { migrate } from '@portcullis/oauth';
import { withDatabase } from './storage/with-database.js';

await withDatabase(databaseUrl(), async (dataSource) => {
  const names = await migrate(dataSource);
  console.log(names.length > 0 ? `Migrated: ${names.join(', ')}` : 'The schema is up to date.');
});
