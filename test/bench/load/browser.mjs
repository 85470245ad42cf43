import { readForm } from '../../packages/browser.mjs';
import { get, post } from './requests.mjs';

/** As much of a browser as a sign-in takes: cookies, redirects and the first form of a page. */
export class Browser {
  #cookies = new Map();

  /** @returns the answer, after redirects within the site; `left` is the first address outside it */
  *open(url) {
    return yield* this.#follow(url, get(url, { cookie: this.#cookie }));
  }

  /** Fills in the first form of a page and presses one of its buttons. */
  *submit({ url, answer }, values, [name, value]) {
    const { action, fields } = readForm(answer.text);
    const at = new URL(action || url, url).href;
    const form = { ...Object.fromEntries(fields), ...values, [name]: value };
    return yield* this.#follow(at, post(at, form, { cookie: this.#cookie, origin: new URL(url).origin }));
  }

  *#follow(start, request) {
    let url = start;
    let answer = yield request;
    for (let hops = 0; ; hops++) {
      this.#keep(answer);
      const location = answer.status >= 300 && answer.status < 400 ? answer.header('location') : undefined;
      if (location === undefined) return { url, answer, left: null };
      const next = new URL(location, url);
      if (next.origin !== new URL(url).origin) return { url, answer, left: next };
      if (hops === 10) throw new Error(`Ten redirects from ${start}, and here is one more: ${next}`);
      url = next.href;
      answer = yield get(url, { cookie: this.#cookie });
    }
  }

  get #cookie() {
    return Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(answer) {
    for (const pair of answer.cookies) {
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
