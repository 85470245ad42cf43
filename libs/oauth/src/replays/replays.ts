import { Injectable } from '@nestjs/common';
import { sha256 } from '../primitives/digest.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { UsedJti } from './used-jti.entity.js';

/** Lets every signed statement be used once, on whichever process it arrives. */
@Injectable()
export class Replays {
  constructor(private readonly database: Database) {}

  /**
   * @param use what the statement is for and whose it is, such as `client assertion` and a client id
   * @param jti of the statement
   * @param expiresAt from when on it is refused for its age. Milliseconds since the epoch
   * @returns true for exactly one caller; the row has been committed
   */
  async claim(use: readonly string[], jti: string, expiresAt: number): Promise<boolean> {
    // As JSON, so that no two lists run together into the same text.
    const id = sha256(JSON.stringify([...use, jti]));
    try {
      await this.database.insert(UsedJti, { id, expiresAt });
      return true;
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }
}
