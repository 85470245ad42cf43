import { Body, Controller, Post } from '@nestjs/common';

/** Something of the company's own beside the authorization server. */
@Controller('lunch')
export class LunchController {
  @Post()
  order(@Body() body: { dish?: string }): { ordered: string } {
    return { ordered: body.dish ?? 'nothing' };
  }
}
