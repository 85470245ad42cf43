import { html, type Html } from '../html/html.js';

export interface StepView {
  readonly id: string;
  readonly letter: string;
  readonly title: string;
  /** Who speaks to whom. */
  readonly from: string;
  readonly to: string;
  readonly body: Html;
}

/** One step of the story. */
export function stepView({ id, letter, title, from, to, body }: StepView): Html {
  return html`<section class="card step" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title"><span class="letter">${letter}</span>${title}</h2>
    <p class="route">
      <span>${from}</span> <span aria-hidden="true">→</span><span class="visually-hidden"> to </span>
      <span>${to}</span>
    </p>
    ${body}
  </section>`;
}

/** For readers whom a button sent far down the page. */
export function backToActions(): Html {
  return html`<p class="hint"><a href="#actions">Back to the buttons</a></p>`;
}
