// Runs before the bundle, so that nobody who prefers dark sees a white page first.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('portcullis-admin-color-scheme');
  } catch {
    // Storage is switched off: follow the system.
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
