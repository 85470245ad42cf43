import {
  Body,
  Catch,
  Controller,
  Get,
  HttpCode,
  Module,
  Post,
  ValidationPipe,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';

/** Wraps whatever a controller returns, as many companies do. */
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ success: true, data })));
  }
}

/** Answers every error its own way. */
@Catch()
class EnvelopeFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: unknown, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { success: false }, 418);
  }
}

@Controller('own')
class OwnController {
  @Get() read(): object {
    return { mine: true };
  }

  @Post() @HttpCode(200) echo(@Body() body: unknown): object {
    return { body: body ?? null };
  }

  @Get('broken') broken(): never {
    throw new Error('broken');
  }
}

/** Routes of the host beside ours: `own` and `own/broken`. */
@Module({ controllers: [OwnController] })
export class OwnModule {}

/** Global pipe, interceptor and filter that change whatever passes through them. */
export function hostileGlobals(app: INestApplication): void {
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.useGlobalInterceptors(new EnvelopeInterceptor());
  app.useGlobalFilters(new EnvelopeFilter(app.get(HttpAdapterHost)));
}
