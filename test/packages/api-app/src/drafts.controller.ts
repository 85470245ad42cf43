import { Controller, Get } from '@nestjs/common';

/** Somebody forgot the decorator. */
@Controller('drafts')
export class DraftsController {
  @Get()
  list(): string[] {
    return ['not for everybody'];
  }
}
