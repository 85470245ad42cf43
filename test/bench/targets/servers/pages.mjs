/** Pages with the least that a browser needs; what a peer's host would show is not what is measured. */
export function signInPage(action) {
  return `<!doctype html><title>Sign in</title><form method="post" action="${action}">
<input name="username"><input type="password" name="password">
<button name="action" value="sign_in">Sign in</button></form>`;
}

export function consentPage(action) {
  return `<!doctype html><title>Allow access</title><form method="post" action="${action}">
<button name="decision" value="allow">Allow</button></form>`;
}
