// Comfort only: every page is complete without this file.
for (const box of document.querySelectorAll('[data-reveal]')) {
  const input = box.querySelector('input');
  const button = addButton(box, `reveal_${input.id}`, box.dataset.show);
  button.setAttribute('aria-controls', input.id);
  const reveal = (shown) => {
    const { show, showName, hide, hideName } = box.dataset;
    input.type = shown ? 'text' : 'password';
    button.textContent = shown ? hide : show;
    button.setAttribute('aria-label', shown ? hideName : showName);
  };
  reveal(false);
  button.addEventListener('click', () => reveal(input.type === 'password'));
  // A password must not leave as text: the browser would offer to remember it among ordinary entries.
  input.form.addEventListener('submit', () => reveal(false));
}

for (const box of document.querySelectorAll('[data-copy]')) {
  // Without a secure context there is no clipboard; the field can still be selected by hand.
  if (!navigator.clipboard) break;
  const input = box.querySelector('input, textarea');
  const button = addButton(box, `copy_${input.id}`, box.dataset.copy);
  const status = document.createElement('span');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  box.append(status);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(input.value);
    button.textContent = status.textContent = box.dataset.copied;
  });
}

// Moments are printed in UTC; here the reader's own time zone is known.
for (const time of document.querySelectorAll('time[data-local]')) {
  const style = time.dataset.local === 'day' ? {} : { timeStyle: 'short' };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', ...style });
  // A number stands apart from the Chinese characters around it.
  time.textContent = format
    .format(new Date(time.dateTime))
    .replace(/\p{Script=Han}(?=\d)|\d(?=\p{Script=Han})/gu, '$& ');
}

for (const box of document.querySelectorAll('[data-copy-list]')) {
  const { copyList, copied, print } = box.dataset;
  const codes = box.querySelector('ol');
  const actions = document.createElement('p');
  actions.className = 'actions';
  box.append(actions);
  if (navigator.clipboard) {
    const button = addButton(actions, `copy_${codes.id}`, copyList);
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText([...codes.children].map((item) => item.textContent).join('\n'));
      button.textContent = copied;
    });
  }
  addButton(actions, `print_${codes.id}`, print).addEventListener('click', () => window.print());
}

// Passkeys need a script. What stands in for them without one goes away when they can be used.
if (window.PublicKeyCredential && navigator.credentials) {
  for (const button of document.querySelectorAll('[data-passkey]')) offerPasskey(button);
  for (const note of document.querySelectorAll('[data-without-passkey]')) note.hidden = true;
}

function offerPasskey(button) {
  const { form } = button;
  const answer = form.elements.credential;
  form.hidden = button.hidden = false;
  answer.value = '';
  button.addEventListener('click', async (event) => {
    // With the answer in it the form goes its ordinary way.
    if (answer.value !== '') return;
    event.preventDefault();
    button.disabled = true;
    try {
      const asked = await optionsFor(button);
      if (asked !== null) answer.value = JSON.stringify(await answerOf(button.dataset.passkey, asked));
    } catch {
      tell(button);
      return;
    } finally {
      button.disabled = false;
    }
    // Without an answer the server says what is missing, such as a new sign-in.
    form.requestSubmit(button);
    answer.value = '';
  });
}

async function optionsFor({ form, dataset }) {
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(dataset.options, { method: 'POST', body, redirect: 'manual' });
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
  return response.ok && isJson ? response.json() : null;
}

async function answerOf(ceremony, asked) {
  const publicKey = { ...asked, challenge: fromBase64Url(asked.challenge) };
  if (asked.user) publicKey.user = { ...asked.user, id: fromBase64Url(asked.user.id) };
  for (const list of ['allowCredentials', 'excludeCredentials']) {
    if (asked[list]) publicKey[list] = asked[list].map((each) => ({ ...each, id: fromBase64Url(each.id) }));
  }
  const { id, type, response } = await navigator.credentials[ceremony]({ publicKey });
  const parts = {};
  for (const name of [
    'clientDataJSON',
    'attestationObject',
    'authenticatorData',
    'signature',
    'userHandle',
  ]) {
    if (response[name]) parts[name] = toBase64Url(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return { id, rawId: id, type, response: parts };
}

/** Beside the button, because the user may have closed the browser's own dialogue on purpose. */
function tell(button) {
  const message = document.createElement('p');
  message.className = 'passkey-failure';
  message.setAttribute('role', 'alert');
  message.textContent = button.dataset.failed;
  button.form.querySelector('.passkey-failure')?.remove();
  button.form.append(message);
}

function fromBase64Url(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toBase64Url(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

// The answer to an app that wants it as a form.
for (const form of document.querySelectorAll('form[data-submit]')) form.submit();

function addButton(box, id, label) {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = id;
  button.className = 'button button-beside';
  button.textContent = label;
  box.append(button);
  return button;
}
