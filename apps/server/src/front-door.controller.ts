import { Controller, Get, Redirect } from '@nestjs/common';

/** Somebody who only knows the address of this server: they want their account, and not a 404 in JSON. */
@Controller()
export class FrontDoorController {
  @Get(['/', 'oauth'])
  @Redirect('/oauth/account', 302)
  open(): void {
    // The redirect is all.
  }
}
