/**
 * A browser without JavaScript: keeps cookies, reads forms, follows redirects on the server and stops at the first
 * one that leaves it.
 */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  /**
   * @param headers sent with every request, such as Accept-Language
   * @param send makes the requests
   */
  constructor(
    private readonly headers: Record<string, string> = {},
    private readonly send: (url: string, init: RequestInit) => Promise<Response> = fetch,
  ) {}

  /** One request, no redirect followed. */
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.send(url, {
      ...init,
      redirect: 'manual',
      headers: { ...this.headers, ...(init.headers as Record<string, string>), cookie: this.cookieHeader() },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Opens an address and follows redirects while they stay on its origin. */
  async visit(url: string, init: RequestInit = {}): Promise<Visit> {
    let response = await this.request(url, init);
    let at = url;
    for (let hops = 0; hops < 10; hops++) {
      const location = response.headers.get('location');
      if (!location) break;
      const target = new URL(location, at);
      if (target.origin !== new URL(url).origin)
        return { url: target.href, left: true, status: response.status, html: '', response };
      at = target.href;
      response = await this.request(at);
    }
    return { url: at, left: false, status: response.status, html: await response.text(), response };
  }

  /** Fills in the page's form and presses one of its buttons. */
  async submit(
    page: Visit,
    values: Record<string, string | null>,
    button: { name: string; value: string },
  ): Promise<Visit> {
    const { action, fields } = readForm(page.html);
    const form = new URLSearchParams(fields);
    for (const [name, value] of Object.entries(values)) {
      if (value === null) form.delete(name);
      else form.set(name, value);
    }
    form.set(button.name, button.value);
    return this.visit(new URL(action, page.url).href, { method: 'POST', body: form });
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  get allCookies(): readonly (readonly [name: string, value: string])[] {
    return [...this.cookies];
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  private cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

export interface Visit {
  /** Where the visitor is now, or would go. */
  readonly url: string;
  /** The last redirect led to another origin, which was not visited. */
  readonly left: boolean;
  readonly status: number;
  readonly html: string;
  readonly response: Response;
}

/** The first form of a page with the fields a browser would send: named, not disabled, boxes only when checked. */
export function readForm(html: string): { action: string; fields: Record<string, string> } {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(html);
  if (!form) throw new Error(`The page has no form: ${html.slice(0, 2000)}`);
  const fields: Record<string, string> = {};
  for (const [tag] of form[2]!.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const isBox = attribute(tag, 'type') === 'checkbox';
    if (name === undefined || /\sdisabled/.test(tag) || (isBox && !/\schecked/.test(tag))) continue;
    fields[name] = attribute(tag, 'value') ?? '';
  }
  return { action: attribute(form[1]!, 'action') ?? '', fields };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value
    ?.replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
