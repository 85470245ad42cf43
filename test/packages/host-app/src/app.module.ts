import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OAuthModule } from '@portcullis/oauth';
import { database } from './database.js';
import { EmployeeAccounts } from './employees/employee-accounts.js';
import { EmployeesModule } from './employees/employees.module.js';
import { LunchController } from './lunch.controller.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
    TypeOrmModule.forRoot(database),
    OAuthModule.forRootAsync({
      imports: [EmployeesModule],
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        issuer: config.getOrThrow<string>('ISSUER'),
        masterKey: config.getOrThrow<string>('MASTER_KEY'),
        scopes: { 'orders:read': { title: 'See your orders' } },
      }),
      accounts: EmployeeAccounts,
    }),
  ],
  controllers: [LunchController],
})
export class AppModule {}
