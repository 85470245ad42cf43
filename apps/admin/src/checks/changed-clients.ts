import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clients } from '@portcullis/oauth';
import { ClientChecks } from './client-checks.js';

/** Looked at together. */
const BATCH = 200;

/** Looks at a client again as soon as this process has changed it. */
@Injectable()
export class ChangedClients implements OnModuleInit {
  private readonly logger = new Logger('Checks');
  private readonly changed = new Set<string>();
  private checking: Promise<void> | undefined;

  constructor(
    private readonly clients: Clients,
    private readonly checks: ClientChecks,
  ) {}

  onModuleInit(): void {
    this.clients.onChange((clientId) => this.note(clientId));
  }

  /** Resolves once nothing is waiting to be looked at. */
  async settled(): Promise<void> {
    while (this.checking) await this.checking;
  }

  private note(clientId: string): void {
    this.changed.add(clientId);
    this.checking ??= this.check().finally(() => (this.checking = undefined));
  }

  private async check(): Promise<void> {
    // Whoever changes many at once has noted all of them by then.
    await Promise.resolve();
    while (this.changed.size > 0) {
      const some = [...this.changed].slice(0, BATCH);
      for (const clientId of some) this.changed.delete(clientId);
      try {
        await this.checks.check(some);
      } catch (error) {
        // The next scan makes up for it.
        this.logger.warn(`Changed clients were not checked: ${(error as Error).message}`);
      }
    }
  }
}
