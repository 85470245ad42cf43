import { html, type Html } from './html.js';

/** Parameters of a URL with what each is for. */
export function parametersView(caption: string, url: URL, meanings: Readonly<Record<string, string>>): Html {
  return html`<figure class="parameters">
    <figcaption>${caption}</figcaption>
    <dl>
      ${[...url.searchParams].map(([name, value]) => parameterView(name, value, meanings[name] ?? null))}
    </dl>
  </figure>`;
}

function parameterView(name: string, value: string, meaning: string | null): Html {
  return html`<div>
    <dt><code>${name}</code></dt>
    <dd><code>${value}</code>${meaning && html`<p class="meaning">${meaning}</p>`}</dd>
  </div>`;
}
