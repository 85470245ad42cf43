export const serverSettings = {
  serverSettings: {
    title: 'Settings',
    lead: 'What is in force now, and where each value comes from. Settings are changed where the servers are started; secrets are shown nowhere.',
    option: 'Option',
    value: 'Value',
    source: 'Set by',
    unset: 'not set',
    on: 'on',
    off: 'off',
    sources: {
      default: 'default',
      option: 'the host’s code',
      environment: 'environment variable',
    },
    groups: {
      server: 'Authorization server',
      branding: 'Branding',
      lifetimes: 'Lifetimes and keys',
      features: 'Features',
      signIn: 'Sign-in',
      protocol: 'Protocol',
      mail: 'Mail',
      ports: 'Parts replaced by the host',
      admin: 'This admin app',
    },
    gallery: 'See every page as your users do',
    galleryOff:
      'The gallery of all pages is off. It is for development: switch the feature “gallery” on there.',
  },
} as const;
