import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/oauth';
import { AdminMember } from '../members/admin-member.entity.js';
import { LANGUAGE_CODES, type LanguageCode } from './languages.js';

/** What somebody has chosen for themselves; it goes with them to every browser. */
export interface PersonalPreferences {
  /** Null: as the browser wishes. */
  readonly language: LanguageCode | null;
  /** Do single letters do something? (WCAG 2.1.4) */
  readonly shortcuts: boolean;
}

/** Of a caller who is nobody's member: a program. */
const NOBODYS: PersonalPreferences = { language: null, shortcuts: true };

/** Remembers the choices of members. */
@Injectable()
export class Preferences {
  constructor(private readonly database: Database) {}

  async of(subject: string): Promise<PersonalPreferences> {
    const member = await this.database.find(AdminMember, { subject });
    if (!member) return NOBODYS;
    const language = LANGUAGE_CODES.find((code) => code === member.language) ?? null;
    return { language, shortcuts: member.shortcuts ?? true };
  }

  /** @returns false when nobody has this subject. No edit by an owner clashes with it, so the version stays. */
  async choose(subject: string, changes: Partial<PersonalPreferences>): Promise<boolean> {
    if (Object.values(changes).every((change) => change === undefined))
      return (await this.database.find(AdminMember, { subject })) !== null;
    return (await this.database.update(AdminMember, { subject }, changes)) === 1;
  }
}
