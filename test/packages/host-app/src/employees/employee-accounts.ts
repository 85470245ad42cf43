import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Account, AccountStore } from '@portcullis/oauth';
import { Repository } from 'typeorm';
import { Employee } from './employee.entity.js';
import { verifyPassword } from './passwords.js';

/** Employees sign in with their email address and keep the passwords they have. */
@Injectable()
export class EmployeeAccounts extends AccountStore {
  constructor(@InjectRepository(Employee) private readonly employees: Repository<Employee>) {
    super();
  }

  async authenticate(username: string, password: string): Promise<Account | null> {
    const employee = await this.employees.findOneBy({ email: username });
    const matches = await verifyPassword(employee?.password ?? null, password);
    return employee && matches ? toAccount(employee) : null;
  }

  async find(subject: string): Promise<Account | null> {
    const employee = await this.employees.findOneBy({ number: subject });
    return employee && toAccount(employee);
  }
}

function toAccount({ number, email, fullName, leftAt }: Employee): Account {
  return {
    subject: number,
    username: email,
    claims: { name: fullName, email, email_verified: true },
    disabled: leftAt !== null,
  };
}
