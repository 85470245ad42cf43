import '@portcullis/boot/require-node';
import { databaseUrl } from '@portcullis/boot';
import { grantOwner } from './members/grant-owner.js';
import { withDatabase } from './storage/with-database.js';

const [subject, name = subject] = process.argv.slice(2);

if (!subject || !name || subject.length > 255 || name.length > 200) {
  console.error('Usage: node dist/grant-owner.js <subject> [name]   (DATABASE_URL names the database)');
  process.exit(1);
}

await withDatabase(databaseUrl(), async (dataSource) => {
  const added = await grantOwner(dataSource, subject, name);
  console.log(added ? `${name} is now an owner of the admin app.` : `${name} is an owner of the admin app.`);
});
