import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { Database } from '@portcullis/oauth';

/** For load balancers: 200 when storage answers, 503 when it does not. It tells nothing else. */
@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get()
  async check(): Promise<{ status: 'ok' }> {
    try {
      await this.database.run((manager) => manager.query('SELECT 1'));
    } catch {
      throw new ServiceUnavailableException({ status: 'unavailable' });
    }
    return { status: 'ok' };
  }
}
