import type { PageLanguage } from '../pages/page-language.js';
import { escapeHtml, renderPlainPage } from '../pages/plain-page.js';
import type { SetupField, SetupForm, SetupProblems } from './setup-form.js';
import { SETUP_MESSAGES } from './setup-messages.js';

interface Frame {
  readonly language: PageLanguage;
  readonly nonce: string;
}

export interface SetupFormPage extends Frame {
  readonly token: string;
  /** What was typed before; the passwords are never sent back. */
  readonly form: Pick<SetupForm, 'username' | 'name'>;
  readonly problems: SetupProblems;
}

/** The form with which the first owner is made. Needs no script. */
export function renderSetupForm({ language, nonce, token, form, problems }: SetupFormPage): string {
  const messages = SETUP_MESSAGES[language];
  const wrong = Object.keys(problems)[0] as SetupField | undefined;
  const field = (name: SetupField, attributes: string, hint?: string): string => {
    const problem = problems[name];
    const described = [...(hint ? [`${name}-hint`] : []), ...(problem ? [`${name}-wrong`] : [])].join(' ');
    return `<div class="field">
<label for="${name}">${escapeHtml(messages.fields[name])}</label>
${hint ? `<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>\n` : ''}<input id="${name}" name="${name}" required ${attributes}${described ? ` aria-describedby="${described}"` : ''}${problem ? ' aria-invalid="true"' : ''}${name === wrong ? ' autofocus' : ''}>
${problem ? `<p class="wrong" id="${name}-wrong">${escapeHtml(messages.problems[problem])}</p>\n` : ''}</div>`;
  };
  const value = (name: 'username' | 'name'): string => `value="${escapeHtml(form[name])}"`;
  const body = `<p>${escapeHtml(messages.lead)}</p>
<form id="setup" method="post" action="/setup">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${field('username', `autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="255" ${value('username')}`, messages.usernameHint)}
${field('name', `autocomplete="name" maxlength="200" ${value('name')}`)}
${field('password', 'type="password" autocomplete="new-password"', messages.passwordHint)}
${field('again', 'type="password" autocomplete="new-password"')}
<button class="next" id="create">${escapeHtml(messages.submit)}</button>
</form>
<p class="other">${escapeHtml(messages.other)} <a href="/sign-in?setup=${encodeURIComponent(token)}">${escapeHtml(messages.otherLink)}</a></p>`;
  const title = wrong ? `${messages.error}: ${messages.title}` : messages.title;
  return renderPlainPage({ language, nonce, title, body });
}

/** Says what became of a setup link. */
export function renderSetupNotice(
  kind: 'created' | 'done' | 'expired' | 'unknown',
  { language, nonce }: Frame,
): string {
  const { title, text, next } = SETUP_MESSAGES[language].notices[kind];
  const link = next ? `\n<p><a class="next" href="/sign-in">${escapeHtml(next)}</a></p>` : '';
  return renderPlainPage({ language, nonce, title, body: `<p>${escapeHtml(text)}</p>${link}` });
}
