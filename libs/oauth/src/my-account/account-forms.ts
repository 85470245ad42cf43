import { Injectable } from '@nestjs/common';
import type { EndpointName } from '../wire/endpoint-names.js';
import { Endpoints } from '../wire/endpoints.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import type { Parameters } from '../primitives/parameters.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { FormTokens } from '../sessions/form-tokens.js';
import { readForm, type FormRequest } from '../wire/form.js';

/** The forms on the pages of a user about their own account. Each is good in one browser, at one address. */
@Injectable()
export class AccountForms {
  constructor(
    private readonly tokens: FormTokens,
    private readonly endpoints: Endpoints,
  ) {}

  /**
   * @param endpoint where the form posts
   * @param request of a user who is signed in, so that there is a cookie
   * @returns its CSRF token
   */
  token(endpoint: EndpointName, request: PageRequest): string {
    return this.tokens.issue(endpoint, browserCookieOf(request) ?? '');
  }

  /**
   * @param endpoint where it was posted
   * @param page where the user can find the form again
   * @throws InteractionGone unless it comes from our page in this browser
   */
  async read(
    endpoint: EndpointName,
    page: EndpointName,
    request: PageRequest & FormRequest,
  ): Promise<Parameters> {
    const form = await readForm(request);
    const cookie = browserCookieOf(request);
    if (cookie !== undefined && this.tokens.fits(form['token'], endpoint, cookie)) return form;
    throw new InteractionGone('other-browser', null, this.endpoints.path(page));
  }
}
