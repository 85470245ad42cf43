/**
 * The reference language: its keys are the type of every other language (see `Messages`).
 * Sentences are whole, never concatenated; `{name}` marks a value that the page isolates and escapes.
 */
export const en = {
  'layout.title': '{title} – {brand}',
  'layout.titleAfterFailure': 'Error: {title} – {brand}',
  'layout.languages': 'Language',
  'layout.support': 'Get help',

  'client.verified': 'Verified by {brand}',
  'client.unverified': 'Not verified by {brand}',
  'client.backTo': 'Back to {client}',

  'signIn.title': 'Sign in to continue to {client}',
  'signIn.reauthenticate.title': 'Sign in again to continue to {client}',
  'signIn.reauthenticate.reason':
    'You are signed in already. {client} asks you to prove again that it is you.',
  'signIn.username': 'Username',
  'signIn.password': 'Password',
  'signIn.show': 'Show',
  'signIn.showPassword': 'Show password',
  'signIn.hide': 'Hide',
  'signIn.hidePassword': 'Hide password',
  'signIn.submit': 'Sign in',
  'signIn.cancel': 'Cancel',
  'signIn.failure.credentials': 'The username or the password is not right. Check both and try again.',
  'signIn.failure.busy':
    'Your password could not be checked, because too many sign-ins are waiting. Wait a few seconds and try again.',
  'signIn.failure.limited': 'Too many attempts to sign in have failed. Wait a few minutes and try again.',

  'consent.title': '{client} wants to access your account',
  'consent.publisher': 'Home page: {host}',
  'consent.account': 'Signed in as {name} ({username})',
  'consent.accountWithoutName': 'Signed in as {username}',
  'consent.switchAccount': 'Use another account',
  'consent.more': '{client} asks for more than you allowed before.',
  'consent.nothingNew': 'You allowed all of this before. {client} asks you to confirm it again.',
  'consent.nothing': '{client} asks for no particular permission.',
  'consent.group.profile': 'Your profile',
  'consent.group.access': 'What it can do',
  'consent.group.granted': 'Already allowed',
  'consent.grantedCount': 'Already allowed ({count})',
  'consent.required': 'required',
  'consent.sensitive': 'sensitive',
  'consent.redirect': 'You will be sent to {host}',
  'consent.redirectWarning.loopback':
    'This address is on the device you are using now. Go on only if you started this from a program on this device.',
  'consent.redirectWarning.private-scheme':
    'This address opens an app on your device. Go on only if you started this from that app.',
  'consent.device.title': '{client} on another device wants to access your account',
  'consent.device.compare': 'Your device must show this code',
  'consent.device.age': 'It asked for access {age}.',
  'consent.device.warning':
    'Only continue if you started this yourself, on a device of your own. Nobody from support will ever ask you for this code.',
  'consent.device.next': 'Afterwards, go back to your device. It goes on by itself.',
  'consent.remember': 'Remember for this app',
  'consent.rememberHint':
    'You will not be asked again for what you allow now. To undo this later, ask {brand} to remove the access.',
  'consent.rememberHelp': 'How to undo this',
  'consent.deny': 'Deny',
  'consent.allow': 'Allow',

  'device.title': 'Connect a device',
  'device.lead': 'Enter the code that your device shows.',
  'device.userCode': 'Code',
  'device.hint': 'Eight letters, such as WDJB-MJHT. Small letters will do, and the dash may be left out.',
  'device.filledIn':
    'This code came with the link you opened. Continue only if your device shows the same one.',
  'device.submit': 'Continue',
  'device.failure.malformed': 'This is no complete code. A code has eight letters, such as WDJB-MJHT.',
  'device.failure.unknown': 'No device has this code. Check it and try again. Attempts left: {count}',
  'device.failure.expired': 'This code has expired. Let your device show you a new one.',
  'device.failure.used': 'This code has been used already. Let your device show you a new one.',
  'device.failure.locked': 'Too many codes were wrong. Wait {wait}, then try again.',
  'device.allowed.title': 'Done: go back to your device',
  'device.allowed.reason': '{client} has the access that you allowed. You may close this window.',
  'device.denied.title': 'You denied the access',
  'device.denied.reason': '{client} gets no access to your account. You may close this window.',

  'signOut.title': 'Sign out of {brand}?',
  'signOut.asked': '{client} asks to sign you out of {brand}.',
  'signOut.apps': 'Apps you used since you signed in',
  'signOut.appsHint':
    'They lose the access that this sign-in gave them. An app that you allowed lasting access keeps it.',
  'signOut.submit': 'Sign out',
  'signOut.stay': 'Stay signed in',

  'signedOut.signed-out.title': 'You are signed out of {brand}',
  'signedOut.signed-out.account': 'This browser is no longer signed in as {name} ({username}).',
  'signedOut.signed-out.accountWithoutName': 'This browser is no longer signed in as {username}.',
  'signedOut.nobody.title': 'You are not signed in to {brand}',
  'signedOut.nobody.reason': 'This browser is not signed in as anybody, so there was nothing to end.',
  'signedOut.stayed.title': 'You are still signed in to {brand}',
  'signedOut.stayed.account': 'Nothing has changed: you are signed in as {name} ({username}).',
  'signedOut.stayed.accountWithoutName': 'Nothing has changed: you are signed in as {username}.',
  'signedOut.elsewhere':
    'An app may still show you as signed in. If other people use this device, sign out there too.',

  'error.reference': 'Reference',
  'error.referenceHint': 'Pass this reference on when you ask for help. It says nothing about you.',
  'error.copy': 'Copy',
  'error.copied': 'Copied',
  'error.time': 'Time',
  'error.developer': 'Details for developers',
  'error.code': 'Error code',
  'error.description': 'Description',
  'error.status': 'HTTP status',
  'error.received': 'Received redirect URI',
  'error.signOut': 'Sign out of {brand}',
  'error.receivedExplanation': 'The redirect URI in this request is not registered for this app.',

  'error.unknown-client.title': 'This app is not registered',
  'error.unknown-client.summary': 'The link that brought you here names an app that {brand} does not know.',
  'error.unknown-client.remedy':
    'You cannot fix this yourself. The people who run the app can: give them the reference below.',

  'error.redirect-mismatch.title': 'The return address is not registered',
  'error.redirect-mismatch.summary':
    'The app asked to send you to an address that is not registered for it. To protect you, {brand} stopped here.',
  'error.redirect-mismatch.remedy':
    'You cannot fix this yourself. The people who run the app can: give them the reference below.',

  'error.malformed.title': 'This request cannot be understood',
  'error.malformed.summary': 'The link that brought you here is incomplete or damaged.',
  'error.malformed.remedy':
    'Go back to the app and start again. If it happens again, give the people who run the app the reference below.',

  'error.busy.title': 'The service is busy',
  'error.busy.summary': '{brand} cannot answer at the moment. Nothing is lost.',
  'error.busy.remedy': 'Wait a few seconds, then load this page again.',

  'error.method.title': 'This page cannot be opened this way',
  'error.method.summary': 'The request reached this address in a way that the address does not accept.',
  'error.method.remedy':
    'Go back to the app and start again. If it happens again, give the people who run the app the reference below.',

  'error.neutral.title': 'There is no error to show',
  'error.neutral.summary': 'This page explains what went wrong when a sign-in cannot continue.',
  'error.neutral.remedy': 'You may close it, or go back to the app you came from.',

  'error.server.title': 'Something went wrong on our side',
  'error.server.summary': '{brand} could not finish your request. This is not your fault.',
  'error.server.remedy':
    'Try again in a minute. If it happens again, ask for help and pass on the reference below.',

  'notice.nothing-pending.title': 'Nothing is waiting for you here',
  'notice.nothing-pending.reason': 'No app is asking for your permission at the moment.',
  'notice.expired.title': 'This page is no longer valid',
  'notice.expired.reason': 'It was open for too long without an answer.',
  'notice.used.title': 'This page is no longer valid',
  'notice.used.reason': 'It has been answered already, and each answer counts only once.',
  'notice.other-browser.title': 'This page is no longer valid',
  'notice.other-browser.reason': 'It belongs to another browser, or to a session that has ended.',
  'notice.startAgain': 'Start again',
  'notice.startAgainWith': 'Start again with {client}',
  'notice.openApp': 'Open the app you want to use and start again from there.',

  'formPost.title': 'Going back to the app',
  'formPost.reason': 'You are being sent to {host}. If nothing happens, continue by yourself.',
  'formPost.continue': 'Continue',

  'scope.openid.title': 'Confirm that it is you',
  'scope.openid.description': 'It recognises you by an identifier when you come back.',
  'scope.profile.title': 'See your basic profile',
  'scope.profile.description':
    'Your name, picture, language and similar details, as far as you have given them.',
  'scope.email.title': 'See your email address',
  'scope.email.description': 'Your address, and whether it has been confirmed.',
  'scope.address.title': 'See your postal address',
  'scope.address.description': 'The address that is kept with your account.',
  'scope.phone.title': 'See your phone number',
  'scope.phone.description': 'Your number, and whether it has been confirmed.',
  'scope.offline_access.title': 'Keep access when you are not using it, until you remove it',
  'scope.offline_access.description': 'It can do what you allow here even while you are away.',
} as const;

export type MessageKey = keyof typeof en;

/** A complete language: a key that is missing, or one too many, fails the build. */
export type Messages = { readonly [Key in MessageKey]: string };
