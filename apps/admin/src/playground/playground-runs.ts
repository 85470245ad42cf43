import { Injectable } from '@nestjs/common';
import { Clock, Database, deriveKey, increment, mintHandle, open, seal } from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import { AdminSettings } from '../settings.js';
import { PlaygroundRun } from './playground-run.entity.js';
import { MAX_EXCHANGES, type Run } from './run.js';

/** How long a run can be gone on with. Milliseconds. */
const LIFETIME = 60 * 60_000;
/** Runs that one person has at a time; the oldest makes room. */
const MOST = 20;

/** A run as it was read, with the version that a step has seen. */
export interface OpenRun {
  /** For addresses. */
  readonly id: string;
  readonly version: number;
  readonly run: Run;
}

/** Keeps runs in the database: the next step may reach another process. */
@Injectable()
export class PlaygroundRuns {
  private readonly sealKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    settings: AdminSettings,
  ) {
    this.sealKey = deriveKey(settings.masterKey, 'admin-playground');
  }

  /** @returns an id for a run that `keep` is to write: an authorization request names it before there is a run */
  newId(): string {
    return mintHandle(this.clock.now()).id.toString('base64url');
  }

  async keep(id: string, subject: string, run: Run): Promise<OpenRun> {
    const mine = await this.database.findMany(
      PlaygroundRun,
      { subject },
      { orderBy: 'id', descending: true },
    );
    const tooMany = mine.slice(MOST - 1).map((row) => row.id);
    if (tooMany.length > 0) await this.database.delete(PlaygroundRun, { id: tooMany });
    await this.database.insert(PlaygroundRun, {
      id: Buffer.from(id, 'base64url'),
      subject,
      sealed: this.sealed(run),
      version: 1,
      expiresAt: this.clock.now() + LIFETIME,
    });
    return { id, version: 1, run };
  }

  /**
   * @param subject who asks: a run of somebody else is not there
   * @throws ApiError 404
   */
  async find(id: string, subject: string): Promise<OpenRun> {
    const key = /^[\w-]{22}$/.test(id) ? Buffer.from(id, 'base64url') : undefined;
    const row = key && (await this.database.find(PlaygroundRun, { id: key, subject }));
    if (!row || row.expiresAt <= this.clock.now()) {
      throw new ApiError(404, 'not_found', 'There is no such run, or it is over.');
    }
    const run = JSON.parse(open(this.sealKey, row.sealed).toString()) as Run;
    return { id, version: row.version, run };
  }

  /**
   * One conditional UPDATE decides which of two steps counts.
   *
   * @throws ApiError 409 when another step was faster, or the run has grown too long
   */
  async save({ id, version }: OpenRun, run: Run): Promise<OpenRun> {
    if (run.exchanges.length > MAX_EXCHANGES) {
      throw new ApiError(409, 'run_full', 'This run is long enough. Begin a new one.');
    }
    const saved = await this.database.update(
      PlaygroundRun,
      { id: Buffer.from(id, 'base64url'), version },
      { sealed: this.sealed(run), version: increment() },
    );
    if (saved !== 1) throw new ApiError(409, 'stale_version', 'Another step of this run was faster.');
    return { id, version: version + 1, run };
  }

  private sealed(run: Run): Buffer {
    return seal(this.sealKey, JSON.stringify(run));
  }
}
