import '@portcullis/boot/require-node';
import { migrate } from '@portcullis/oauth';
import { databaseOptions, openDatabase } from './database.js';

try {
  const dataSource = await openDatabase(databaseOptions());
  const names = await migrate(dataSource);
  console.log(names.length > 0 ? `Migrated: ${names.join(', ')}` : 'The schema is up to date.');
  await dataSource.destroy();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
