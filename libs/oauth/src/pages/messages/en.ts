/**
 * The reference language: its keys are the type of every other language (see `Messages`).
 * Sentences are whole, never concatenated; `{name}` marks a value that the page isolates and escapes.
 */
export const en = {
  'layout.title': '{title} – {brand}',
  'layout.titleAfterFailure': 'Error: {title} – {brand}',
  'layout.languages': 'Language',
  'layout.support': 'Get help',
  'layout.terms': 'Terms of service',
  'layout.privacy': 'Privacy policy',

  'client.verified': 'Verified by {brand}',
  'client.unverified': 'Not verified by {brand}',
  'client.firstSeen': 'Not verified by {brand}, first seen here on {date}',
  'client.backTo': 'Back to {client}',
  'client.terms': 'Terms of {client}',
  'client.privacy': 'Privacy policy of {client}',

  'signIn.title': 'Sign in to continue to {client}',
  'signIn.own.title': 'Sign in to {brand}',
  'signIn.reauthenticate.own.title': 'Sign in again to {brand}',
  'signIn.reauthenticate.own.reason':
    'You are signed in already. This page asks you to prove again that it is you.',
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
  'signIn.forgot': 'Forgot your password?',
  'signIn.failure.credentials': 'The username or the password is not right. Check both and try again.',
  'signIn.failure.busy':
    'Your password could not be checked, because too many sign-ins are waiting. Wait a few seconds and try again.',
  'signIn.failure.limited': 'Too many attempts to sign in have failed. Wait {wait}, then try again.',
  'signIn.failure.limitIsOver': 'Too many attempts to sign in had failed. You can try again now.',
  'signIn.keep': 'Keep me signed in for {duration}',
  'signIn.keepHint': 'Only on a device that nobody else uses.',
  'signIn.choose': 'Choose an account from this browser',

  'chooser.title': 'Choose an account to continue to {client}',
  'chooser.own.title': 'Choose an account',
  'chooser.state.current': 'in use now',
  'chooser.state.signed-out': 'signed out',
  'chooser.remove': 'Remove',
  'chooser.removeAccount': 'Remove {username} from this list',
  'chooser.removeHint': 'Removing an account also signs it out in this browser.',
  'chooser.another': 'Use another account',
  'chooser.cancel': 'Cancel',

  'signIn.failure.passkey':
    'This passkey cannot sign you in. Try another one, or use your username and password.',
  'signIn.or': 'or',
  'signIn.passkey': 'Sign in with a passkey',

  'passkey.failed': 'The passkey was not used. Try again, or choose another way.',
  'passkey.notAdded': 'No passkey was added. Try again, or use an authenticator app.',
  'passkey.needsScript': 'A passkey can only be used where JavaScript is switched on.',
  'passkey.useOther': 'Switch it on and load this page again, or choose another way below.',
  'passkey.askForHelp': 'Switch it on and load this page again. If you cannot, ask {brand} for help.',

  'secondFactor.for': 'Signing in as',
  'secondFactor.app.title': 'Enter the code of your app',
  'secondFactor.app.lead':
    'Open your authenticator app and enter the 6 digits that it shows for this account.',
  'secondFactor.app.use': 'Use your authenticator app',
  'secondFactor.app.wrong':
    'This code is not right, or it has been used already. Wait for the next one and try again.',
  'secondFactor.app.limited': 'Too many codes were wrong. Wait a few minutes, then try again.',
  'secondFactor.passkey.title': 'Confirm with your passkey',
  'secondFactor.passkey.lead':
    'Your device will ask for your fingerprint, your face, its PIN or your security key.',
  'secondFactor.passkey.use': 'Use a passkey',
  'secondFactor.passkey.wrong': 'This passkey could not be checked. Try again, or choose another way.',
  'secondFactor.passkey.limited': 'Too many attempts were wrong. Wait a few minutes, then try again.',
  'secondFactor.recovery-code.title': 'Enter a recovery code',
  'secondFactor.recovery-code.lead':
    'Use one of the codes that you kept when you set up two-step sign-in. Each works once.',
  'secondFactor.recovery-code.use': 'Use a recovery code',
  'secondFactor.recovery-code.wrong':
    'This recovery code is not right, or it has been used already. Try another one.',
  'secondFactor.recovery-code.limited': 'Too many codes were wrong. Wait a few minutes, then try again.',
  'secondFactor.code': '6-digit code',
  'secondFactor.recoveryCode': 'Recovery code',
  'secondFactor.recoveryCodeHint':
    '16 letters and digits, such as 7K3M-9QZT-B4XW-2HNV. The dashes may be left out.',
  'secondFactor.usePasskey': 'Use passkey',
  'secondFactor.submit': 'Continue',

  'authenticatorApp.title': 'Add an authenticator app',
  'authenticatorApp.lead': 'From then on, signing in takes your password and a code from the app.',
  'authenticatorApp.required.title': 'Set up two-step sign-in',
  'authenticatorApp.required.lead':
    '{brand} asks everybody for a second step beside the password. It takes a minute, once.',
  'authenticatorApp.scan': 'Scan this picture with an authenticator app on your phone.',
  'authenticatorApp.qrCode': 'QR code for your authenticator app',
  'authenticatorApp.open': 'Open in an app on this device',
  'authenticatorApp.byHand': 'Enter the key by hand instead',
  'authenticatorApp.secret': 'Key for {username}',
  'authenticatorApp.code': 'Enter the 6 digits that the app shows now',
  'authenticatorApp.submit': 'Confirm',
  'authenticatorApp.passkey': 'Use a passkey instead',
  'authenticatorApp.failure.wrong':
    'This code does not fit. Check that the clock of your phone is right, then enter the code that the app shows now.',
  'authenticatorApp.failure.passkey': 'No passkey was added. Try again, or use an authenticator app.',

  'recoveryCodes.title': 'Keep your recovery codes',
  'recoveryCodes.lead':
    'If you lose your phone or your key, one of these codes signs you in instead. Each works once.',
  'recoveryCodes.once': 'You see these codes only now. Codes from before no longer work.',
  'recoveryCodes.keep':
    'Print them, write them down, or put them into a password manager. Do not keep them on the phone that has your app.',
  'recoveryCodes.print': 'Print',
  'recoveryCodes.continue': 'I have kept them',

  'recoveryCodeUsed.title': 'You used a recovery code',
  'recoveryCodeUsed.left': 'It works no more. Recovery codes left: {count}',
  'recoveryCodeUsed.none': 'It works no more, and it was your last one.',
  'recoveryCodeUsed.fewHint': 'Make new ones soon, so that you can always get in.',
  'recoveryCodeUsed.noneHint':
    'Make new ones now. Without them, and without your second step, you cannot sign in.',
  'recoveryCodeUsed.continue': 'Continue',
  'recoveryCodeUsed.factors': 'Look after two-step sign-in',

  'mySecondFactor.title': 'Two-step sign-in',
  'mySecondFactor.on': 'Two-step sign-in is on: your password alone lets nobody in.',
  'mySecondFactor.off':
    'Two-step sign-in is off: whoever knows your password can sign in. Add a second step to keep others out.',
  'mySecondFactor.required': '{brand} asks everybody for a second step.',
  'mySecondFactor.app': 'Authenticator app',
  'mySecondFactor.appHint':
    'An app on your phone shows a new code every 30 seconds. It works without a network.',
  'mySecondFactor.addApp': 'Add an app',
  'mySecondFactor.removeApp': 'Remove the authenticator app',
  'mySecondFactor.added': 'Added on {day}',
  'mySecondFactor.used': 'Last used on {day}',
  'mySecondFactor.unused': 'Not used yet',
  'mySecondFactor.remove': 'Remove',
  'mySecondFactor.passkeys': 'Passkeys',
  'mySecondFactor.passkeysHint':
    'Your fingerprint, your face, a PIN or a security key. A passkey works on this site alone, so nobody can trick you out of it, and it can replace your password.',
  'mySecondFactor.synced': 'synced',
  'mySecondFactor.removePasskey': 'Remove the passkey {name}',
  'mySecondFactor.rename': 'Rename',
  'mySecondFactor.name': 'Name',
  'mySecondFactor.save': 'Save',
  'mySecondFactor.newName': 'Name of the new passkey',
  'mySecondFactor.namePlaceholder': 'My laptop',
  'mySecondFactor.addPasskey': 'Add a passkey',
  'mySecondFactor.passkeyNeedsScript': 'To add a passkey, switch JavaScript on and load this page again.',
  'mySecondFactor.codes': 'Recovery codes',
  'mySecondFactor.codesLeft': 'Codes left: {count}',
  'mySecondFactor.noCodes':
    'You have no recovery codes. Without one, you cannot sign in if you lose your second step.',
  'mySecondFactor.codesHint': 'For the day you lose your phone or your key. New codes replace the old ones.',
  'mySecondFactor.newCodes': 'Make new codes',
  'mySecondFactor.fresh': 'Before a change you may be asked to sign in again.',
  'mySecondFactor.failure.refused': 'No passkey was added. Try again, or use an authenticator app.',
  'mySecondFactor.failure.many':
    'You have as many passkeys as there can be. Remove one that you no longer use.',

  'secondFactorRemoval.app.title': 'Remove the authenticator app?',
  'secondFactorRemoval.app.lead':
    'Its codes will no longer sign you in. Afterwards, delete the entry in the app too.',
  'secondFactorRemoval.passkey.title': 'Remove this passkey?',
  'secondFactorRemoval.passkey.lead':
    '{name} will no longer sign you in. Afterwards, delete it on your device too.',
  'secondFactorRemoval.last':
    'It is your only second step. Two-step sign-in will be off, your recovery codes will end, and whoever knows your password can sign in.',
  'secondFactorRemoval.replace':
    'It is your only second step. Your recovery codes will end, and you must set up another step when you next sign in.',
  'secondFactorRemoval.keep': 'Keep it',
  'secondFactorRemoval.submit': 'Remove',

  'consent.title': '{client} wants to access your account',
  'consent.publisher': 'Home page: {host}',
  'consent.terms': 'Terms of service',
  'consent.privacy': 'Privacy policy',
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
  'consent.rememberHintAccount':
    'You will not be asked again for what you allow now. You can undo this at any time under your connected apps.',
  'consent.rememberAccount': 'Your connected apps',
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

  'account.sections': 'Your account',
  'account.section.apps': 'Connected apps',
  'account.section.sessions': 'Sessions',
  'account.section.password': 'Password',
  'account.section.second-factor': 'Two-step sign-in',
  'account.signOut': 'Sign out',

  'account.apps.title': 'Connected apps',
  'account.apps.lead': 'Apps that you allowed to use your account. You can take that back at any time.',
  'account.apps.empty': 'No app has access to your account',
  'account.apps.emptyHint':
    'When you sign in to an app with {brand} and allow it something, the app appears here with what it may do.',
  'account.apps.own': 'Part of {brand}',
  'account.apps.state.disabled': 'Switched off by {brand}',
  'account.apps.state.gone': 'No longer registered',
  'account.apps.access.lasting': 'Keeps access while you are away, until you remove it.',
  'account.apps.access.current': 'Has access to your account.',
  'account.apps.access.remembered':
    'Has no access at the moment. When you use it again, it gets access without asking you.',
  'account.apps.access.disabled':
    'Cannot use your account now. What you allowed counts again if it is switched on.',
  'account.apps.access.gone': 'Cannot use your account any more.',
  'account.apps.allowed': 'What {client} may do',
  'account.apps.since': 'Allowed since',
  'account.apps.lastUsed': 'Last used',
  'account.apps.lastUsedHint':
    '“Last used” is when an app last signed you in or renewed its access. What it does in between is not recorded here.',
  'account.apps.more':
    'Only the apps that you used most recently are listed. When you remove some of them, the others appear.',
  'account.apps.note.removed': '{client} no longer has access to your account.',
  'account.apps.note.gone': '{client} had no access any more, so there was nothing left to remove.',

  'account.removeApp.short': 'Remove',
  'account.removeApp.named': 'Remove {client}',
  'account.removeApp.title': 'Remove {client}?',
  'account.removeApp.effect':
    '{client} loses its access to your account: in this browser, on all your devices, and while you are away.',
  'account.removeApp.worksFor':
    'It gets nothing new from now on. What it holds already may be accepted elsewhere for up to {duration}.',
  'account.removeApp.data':
    'What {client} has stored already stays with it. Ask its publisher to delete that.',
  'account.removeApp.asksAgain': 'If you use it again, it has to ask for your permission first.',
  'account.removeApp.own':
    'It is part of {brand}: if you use it again, it gets access again without asking you.',
  'account.removeApp.keep': 'Keep it',

  'account.sessions.title': 'Where you are signed in',
  'account.sessions.lead': 'Browsers in which somebody is signed in to {brand} as you.',
  'account.sessions.here': 'This browser',
  'account.sessions.place': '{browser} on {system}',
  'account.sessions.unknownBrowser': 'Unknown browser',
  'account.sessions.signedIn': 'Signed in',
  'account.sessions.source': 'From',
  'account.sessions.unknownSource': 'Not recorded',
  'account.sessions.end': 'Sign out',
  'account.sessions.endNamed': 'Sign out {place}',
  'account.sessions.unknown': 'Is there one that you do not know? Sign it out and choose a new password:',
  'account.sessions.alone': 'You are not signed in anywhere else.',
  'account.sessions.more': 'Only the latest 100 are listed.',
  'account.sessions.note.ended': '{place} is signed out.',
  'account.sessions.note.others': 'You are signed out everywhere else. Browsers signed out: {count}',
  'account.sessions.note.gone': 'It was signed out already, so there was nothing left to do.',

  'account.endSessions.title': 'Sign out everywhere else?',
  'account.endSessions.effect':
    'Whoever is signed in as you in another browser has to sign in again. You stay signed in here.',
  'account.endSessions.count': 'Other browsers that are signed in: {count}',
  'account.endSessions.apps':
    'Apps that were used there lose the access that the sign-in gave them. An app that you allowed lasting access keeps it.',
  'account.endSessions.submit': 'Sign out everywhere else',
  'account.endSessions.keep': 'Change nothing',

  'account.password.title': 'Change your password',
  'account.password.effect':
    'You stay signed in here. Everywhere else you are signed out, and apps need you to sign in to them again.',
  'account.password.changed': 'Your password is changed. You are signed out everywhere else.',
  'account.password.current': 'Current password',
  'account.password.new': 'New password',
  'account.password.hint':
    'At least {count} characters. A few words that nobody would guess do better than one word with a digit.',
  'account.password.showCurrent': 'Show current password',
  'account.password.hideCurrent': 'Hide current password',
  'account.password.showNew': 'Show new password',
  'account.password.hideNew': 'Hide new password',
  'account.password.submit': 'Change password',
  'account.password.failure.current': 'The current password is not right. Nothing was changed.',
  'account.password.failure.limited':
    'Too many passwords were wrong, so yours was not checked. Wait a few minutes and try again.',
  'account.password.failure.busy':
    'Your password could not be checked, because too many sign-ins are waiting. Wait a few seconds and try again.',
  'account.password.failure.unchanged': 'The new password is the current one. Choose another.',
  'account.password.failure.too-short':
    'The new password is too short. It needs at least {count} characters.',
  'account.password.failure.too-long':
    'The new password is too long. Choose one of fewer than 250 characters.',
  'account.password.failure.contains-username':
    'The new password contains your username, which a guesser would try. Choose another.',
  'account.password.failure.common':
    'The new password is one that many people choose, and that guessers try first. Choose another.',

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
  'signedOut.others': 'Other accounts on this browser are still signed in',
  'signedOut.other': '{name} ({username})',
  'signedOut.toAccount': 'Go to your account pages',
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
  'error.receivedClientId': 'Received client ID',
  'error.signOut': 'Sign out of {brand}',
  'error.receivedExplanation': 'The redirect URI in this request is not registered for this app.',

  'error.unknown-client.title': 'This app is not registered',
  'error.unknown-client.summary': 'The link that brought you here names an app that {brand} does not know.',
  'error.unknown-client.remedy':
    'You cannot fix this yourself. The people who run the app can: tell them what happened here.',

  'error.redirect-mismatch.title': 'The return address is not registered',
  'error.redirect-mismatch.summary':
    'The app asked to send you to an address that is not registered for it. To protect you, {brand} stopped here.',
  'error.redirect-mismatch.remedy':
    'You cannot fix this yourself. The people who run the app can: tell them what happened here.',

  'error.malformed.title': 'This request cannot be understood',
  'error.malformed.summary': 'The link that brought you here is incomplete or damaged.',
  'error.malformed.remedy':
    'Go back to the app and start again. If it happens again, tell the people who run the app what happened here.',

  'error.busy.title': 'The service is busy',
  'error.busy.summary': '{brand} cannot answer at the moment. Nothing is lost.',
  'error.busy.remedy': 'Wait a few seconds, then load this page again.',

  'error.method.title': 'This page cannot be opened this way',
  'error.method.summary': 'The request reached this address in a way that the address does not accept.',
  'error.method.remedy':
    'Go back to the app and start again. If it happens again, tell the people who run the app what happened here.',

  'error.neutral.title': 'There is no error to show',
  'error.neutral.summary': 'This page explains what went wrong when a sign-in cannot continue.',
  'error.neutral.remedy': 'You may close it, or go back to the app you came from.',

  'error.server.title': 'Something went wrong on our side',
  'error.server.summary': '{brand} could not finish your request. This is not your fault.',
  'error.server.remedy': 'Try again in a minute. If it happens again, ask for help.',

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
  'notice.account': 'See the apps connected to your account',

  'formPost.title': 'Going back to the app',
  'formPost.reason': 'You are being sent to {host}. If nothing happens, continue by yourself.',
  'formPost.continue': 'Continue',
  'formPost.asks.title': 'Do you want to go back to the app?',
  'formPost.asks.reason':
    'The app at {host} got no access. {brand} has not verified it: continue only if you know it and trust it, or close this page.',

  'interstitial.onward.title': 'Going back to {client}',
  'interstitial.onward.reason': 'You are being sent to {host}. If nothing happens, continue by yourself.',
  'interstitial.refused.title': '{client} sent a request that was refused',
  'interstitial.refused.reason':
    'Nothing was shared with it. Continue to {host} only if you know this app and trust it, or close this page.',
  'interstitial.denied.title': '{client} got no access',
  'interstitial.denied.reason':
    'As you decided, nothing was shared with it. Continue to {host} only if you know this app and trust it, or close this page.',
  'interstitial.continue': 'Continue to {host}',

  'forgotPassword.title': 'Forgot your password?',
  'forgotPassword.lead':
    'Tell us your username. A mail to the address of your account lets you choose a new one.',
  'forgotPassword.submit': 'Send the mail',
  'forgotPassword.back': 'Back to sign-in',
  'forgotPassword.again': 'Ask for another mail',
  'forgotPassword.limited': 'Too many mails were asked for from here. Wait {wait}, then try again.',
  'forgotPassword.sent.title': 'Look into your mailbox',
  'forgotPassword.sent.lead': 'If there is an account with that name, a mail is on its way to its address.',
  'forgotPassword.sent.next': 'Open the link in the mail within {time}. It works once.',
  'forgotPassword.sent.nothing':
    'Nothing there after a few minutes? Look among your unwanted mail, and check how you wrote your username.',

  'resetPassword.title': 'Choose a new password',
  'resetPassword.lead':
    'You are then signed out everywhere, and apps lose their access until you sign in there again.',
  'resetPassword.password': 'New password',
  'resetPassword.hint': 'At least {count} characters. A few words in a row are easy to remember.',
  'resetPassword.submit': 'Change the password',
  'resetPassword.failure.too-short': 'This password is too short. It needs at least {count} characters.',
  'resetPassword.failure.too-long': 'This password is too long. Choose a shorter one.',
  'resetPassword.failure.contains-username':
    'The new password contains your username, which a guesser would try. Choose another.',
  'resetPassword.failure.common':
    'The new password is one that many people choose, and that guessers try first. Choose another.',
  'resetPassword.void.title': 'This link does not work any more',
  'resetPassword.void.reason': 'A link to a new password works once, and only for a short time.',
  'resetPassword.void.remedy': 'Use the link in the newest mail, or ask for another one.',
  'resetPassword.handedOver': 'Ask whoever gave you the link for another one.',
  'resetPassword.failed.title': 'Your password could not be changed',
  'resetPassword.failed.reason':
    '{brand} could not store the new password just now. This is not your fault, but the link is used up.',
  'resetPassword.failed.remedy': 'Wait a minute, ask for another mail, and choose your new password again.',
  'resetPassword.done.title': 'You have a new password',
  'resetPassword.done.lead': 'You are signed out everywhere. Sign in with your new password.',
  'resetPassword.done.openApp': 'Open the app you want to use and sign in from there.',

  'mail.passwordReset.subject': 'A new password for {brand}',
  'mail.passwordReset.lead':
    'Somebody, hopefully you, has lost the password of the account {username} at {brand}. With this link you choose a new one:',
  'mail.passwordReset.link': 'Choose a new password',
  'mail.passwordReset.validity':
    'The link works once and for {time}. Keep it to yourself: nobody from {brand} will ever ask you for it.',
  'mail.passwordReset.notYou': 'If it was not you, you need not do anything: your password stays as it is.',
  'mail.passwordChanged.subject': 'Your password for {brand} was changed',
  'mail.passwordChanged.lead':
    'The account {username} at {brand} has a new password since {when}. Whoever was signed in with the old one is signed out.',
  'mail.factorAdded.subject': 'Your sign-in to {brand} has another step',
  'mail.factorAdded.lead':
    'Since {when}, signing in to the account {username} at {brand} needs a further proof beside the password.',
  'mail.factorRemoved.subject': 'Your sign-in to {brand} has a step less',
  'mail.factorRemoved.lead':
    'On {when}, a further proof beside the password was removed from the account {username} at {brand}.',
  'mail.wasYou': 'If it was you, you need not do anything.',
  'mail.notYou': 'If it was not you, tell the people who run {brand} at once.',
  'mail.notYou.recover': 'If it was not you, choose a new password at once:',
  'mail.notYou.help': 'If it was not you, ask for help at once:',
  'mail.recover': 'Choose a new password',
  'mail.help': 'Get help',

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

  'gallery.title': 'All pages',
  'gallery.lead':
    'Every page in every state, as it is shown to users. People, apps and codes on them are made up, and their forms send nothing.',
  'gallery.deadEnd': 'Nothing was sent: a form of a sample page leads back here.',
  'gallery.stateIn': '{state} in {language}',
  'gallery.data': 'Data',
  'gallery.dataOf': 'Data of {state}, as its template sees it',
} as const;

export type MessageKey = keyof typeof en;

/** A complete language: a key that is missing, or one too many, fails the build. */
export type Messages = { readonly [Key in MessageKey]: string };
