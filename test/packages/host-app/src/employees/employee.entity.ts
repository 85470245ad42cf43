import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('employee')
export class Employee {
  @PrimaryColumn({ name: 'number', type: 'varchar', length: 20 }) number!: string;
  @Column({ name: 'email', type: 'varchar', length: 190, unique: true }) email!: string;
  @Column({ name: 'full_name', type: 'varchar', length: 200 }) fullName!: string;
  /** scrypt: salt and hash, base64url, with a dot between. */
  @Column({ name: 'password', type: 'varchar', length: 200 }) password!: string;
  @Column({ name: 'left_at', type: 'datetime', nullable: true }) leftAt!: Date | null;
}
