import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateEmployee1750000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'employee',
        columns: [
          { name: 'number', type: 'varchar', length: '20', isPrimary: true },
          { name: 'email', type: 'varchar', length: '190', isUnique: true },
          { name: 'full_name', type: 'varchar', length: '200' },
          { name: 'password', type: 'varchar', length: '200' },
          { name: 'left_at', type: 'datetime', isNullable: true },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('employee');
  }
}
