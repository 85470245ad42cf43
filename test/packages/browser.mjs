/** A browser without JavaScript: keeps cookies by host, follows redirects, reads and submits forms. */
export class Browser {
  #cookies = new Map();

  /**
   * Opens an address.
   *
   * @param init of `fetch`, for the first request
   * @param stopAt a redirect to an address that begins like this is not followed
   */
  async visit(url, init = {}, stopAt = undefined) {
    let at = url;
    let response = await this.#request(at, init);
    for (let hops = 0; response.headers.has('location'); hops++) {
      if (hops === 20) throw new Error(`${url} redirects without end.`);
      at = new URL(response.headers.get('location'), at).href;
      if (stopAt !== undefined && at.startsWith(stopAt))
        return { url: at, status: response.status, html: '' };
      await response.body?.cancel();
      response = await this.#request(at);
    }
    return { url: at, status: response.status, html: await response.text() };
  }

  /**
   * Fills in the form of a page and presses one of its buttons.
   *
   * @param values by field name; null clears a check box
   * @param button name and value
   */
  async submit(page, values, button, stopAt) {
    const { action, fields } = readForm(page.html);
    const form = new URLSearchParams(fields);
    for (const [name, value] of [...Object.entries(values), button]) {
      if (value === null) form.delete(name);
      else form.set(name, value);
    }
    return this.visit(new URL(action, page.url).href, { method: 'POST', body: form }, stopAt);
  }

  async #request(url, init = {}) {
    const { hostname } = new URL(url);
    // Cookies are not separated by port.
    const jar = this.#cookies.get(hostname) ?? new Map();
    this.#cookies.set(hostname, jar);
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie && { cookie }) },
    });
    for (const [name, value] of response.headers.getSetCookie().map(readCookie)) jar.set(name, value);
    return response;
  }
}

function readCookie(header) {
  const [pair] = header.split(';');
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** The first form with the fields a browser would send: named, not disabled, boxes only when checked. */
export function readForm(html) {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(html);
  if (!form) throw new Error(`The page has no form:\n${html.slice(0, 1500)}`);
  const inputs = [...form[2].matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  const fields = inputs
    .filter((tag) => attribute(tag, 'name') !== undefined && !/\sdisabled/.test(tag))
    .filter((tag) => attribute(tag, 'type') !== 'checkbox' || /\schecked/.test(tag))
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value') ?? '']);
  return { action: attribute(form[1], 'action') ?? '', fields };
}

function attribute(tag, name) {
  return new RegExp(`\\s${name}="([^"]*)"`)
    .exec(tag)?.[1]
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
