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
  const input = box.querySelector('input');
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
