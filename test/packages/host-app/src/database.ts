import { OAUTH_ENTITIES, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import type { DataSourceOptions } from 'typeorm';
import { CreateEmployee1750000000000 } from './employees/create-employee.migration.js';
import { Employee } from './employees/employee.entity.js';

/** The company's own TypeORM options: its employees and Portcullis on one database. */
export const database: DataSourceOptions = {
  type: 'mysql',
  url: process.env['DATABASE_URL'],
  entities: [...OAUTH_ENTITIES, Employee],
  migrations: [...OAUTH_MIGRATIONS, CreateEmployee1750000000000],
};
