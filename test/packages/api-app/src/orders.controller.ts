import { Controller, Get } from '@nestjs/common';
import { AccessToken, Bearer, Public, Token } from '@portcullis/bearer';

@Controller('orders')
@Bearer('orders:read')
export class OrdersController {
  @Get()
  list(@Token() token: AccessToken): { owner: string; client: string; orders: string[] } {
    return { owner: token.subject, client: token.clientId, orders: ['tea', 'rice'] };
  }

  @Get('opening-hours')
  @Public()
  hours(): { open: string } {
    return { open: '9 to 5' };
  }
}
