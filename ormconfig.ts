import { DataSource } from 'typeorm';
import { databaseOptions } from './apps/server/dist/database.js';

/** For TypeORM's command line, for example `npx typeorm migration:show -d ormconfig.ts`. Run `npm run build` first. */
export default new DataSource(databaseOptions());
