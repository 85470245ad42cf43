import { Controller, Get, Logger, Param, Query, Res, Sse, type MessageEvent } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AuditLog, AuditSearch, Clock, fitsFilter } from '@portcullis/oauth';
import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { concatMap, filter, interval, map, merge, share, takeUntil, type Observable } from 'rxjs';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { AuditEntryResponse, AuditPageResponse, toAuditEventResponse } from './audit-event.response.js';
import { exportOf, MEDIA_TYPES } from './audit-export.js';
import {
  AuditFilterRequest,
  ExportAuditRequest,
  ListAuditRequest,
  toAuditFilter,
} from './audit-filter.request.js';
import { AuditNames } from './audit-names.js';
import { auditReachOf } from './audit-reach.js';
import { FollowerAccess } from './follower-access.js';
import { LiveEvents } from './live-events.js';

/** How often a follower hears that the stream is alive, and is looked at. Milliseconds. */
const HEARTBEAT = 10_000;

/** The audit log. Nothing here changes it. */
@ApiTags('audit')
@AdminAccess('audit.read')
@Controller('api/audit')
export class AuditController {
  private readonly logger = new Logger(AuditController.name);

  constructor(
    private readonly search: AuditSearch,
    private readonly names: AuditNames,
    private readonly log: AuditLog,
    private readonly live: LiveEvents,
    private readonly access: FollowerAccess,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Search the audit log, the newest first' })
  @ApiOkResponse({ type: AuditPageResponse })
  async list(@Query() query: ListAuditRequest, @CurrentAdmin() admin: Admin): Promise<AuditPageResponse> {
    const wanted = toAuditFilter(query, this.clock.now());
    const { items, ...page } = await this.search.page(
      wanted,
      auditReachOf(admin, 'audit.read'),
      query.cursor,
      query.limit,
    );
    const names = await this.names.of(items);
    return { items: items.map((event) => toAuditEventResponse(event, names)), ...page };
  }

  @Needs('audit.export')
  @Get('export')
  @ApiOperation({ summary: 'Download exactly the events of a search' })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(
    @Query() { format, ...query }: ExportAuditRequest,
    @CurrentAdmin() admin: Admin,
    @Res() response: Response,
  ): Promise<void> {
    const now = this.clock.now();
    const wanted = toAuditFilter(query, now);
    const reach = auditReachOf(admin, 'audit.export');
    // Its own event is younger than the file.
    const events = this.search.all({ ...wanted, to: Math.min(wanted.to ?? now, now) }, reach);
    await this.log.record('audit.exported', { actor: admin.actor, data: { format, filter: { ...query } } });
    const name = `audit-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}.${format}`;
    response.set({
      'Content-Type': MEDIA_TYPES[format],
      'Content-Disposition': `attachment; filename="${name}"`,
    });
    try {
      await pipeline(exportOf(events, this.names, format), response);
    } catch (error) {
      // Somebody who closed the download, or half a file: a broken connection says so, and a good end would not.
      this.logger.warn(`An export of the audit log broke off: ${String(error)}`);
      response.destroy();
    }
  }

  @Sse('live')
  @ApiOperation({
    summary: 'Follow the audit log: an `audit` message per event, and a `heartbeat` every ten seconds',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  follow(@Query() query: AuditFilterRequest, @CurrentAdmin() admin: Admin): Observable<MessageEvent> {
    const since = this.clock.now();
    const reach = auditReachOf(admin, 'audit.read');
    const checks = interval(HEARTBEAT).pipe(
      concatMap(() => this.access.stands(admin, since)),
      share(),
    );
    const events = this.live.follow().pipe(
      map((found) =>
        found.filter((event) => fitsFilter(toAuditFilter(query, this.clock.now()), reach, event)),
      ),
      filter((found) => found.length > 0),
      concatMap(async (found) => {
        const names = await this.names.of(found);
        return found.map((event) => toAuditEventResponse(event, names));
      }),
      concatMap((found) => found.map((data): MessageEvent => ({ type: 'audit', id: data.reference, data }))),
    );
    const heartbeats = checks.pipe(map((): MessageEvent => ({ type: 'heartbeat', data: {} })));
    return merge(events, heartbeats).pipe(
      takeUntil(checks.pipe(filter((stands) => !stands))),
      takeUntil(this.live.ended),
    );
  }

  @Get(':reference')
  @ApiOperation({ summary: 'Read an event, and which ones stand beside it in a search' })
  @ApiOkResponse({ type: AuditEntryResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse, description: 'No such event, or not within reach.' })
  async read(
    @Param('reference') reference: string,
    @Query() query: AuditFilterRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<AuditEntryResponse> {
    const reach = auditReachOf(admin, 'audit.read');
    const event = await this.search.find(reference, reach);
    if (!event)
      throw new ApiError(404, 'not_found', 'No event has this reference, or it is not yours to read.');
    const wanted = toAuditFilter(query, this.clock.now());
    const [names, beside] = await Promise.all([
      this.names.of([event]),
      this.search.neighbours(reference, wanted, reach),
    ]);
    return { ...toAuditEventResponse(event, names), ...beside };
  }
}
