import type { PageLanguage } from '../pages/page-language.js';
import type { SetupProblem, SetupField } from './setup-form.js';

interface Notice {
  readonly title: string;
  readonly text: string;
  /** The label of the link to sign in; left out: there is nothing to go on to. */
  readonly next?: string;
}

interface Messages {
  readonly title: string;
  readonly lead: string;
  readonly fields: Readonly<Record<SetupField, string>>;
  readonly usernameHint: string;
  readonly passwordHint: string;
  readonly submit: string;
  readonly other: string;
  readonly otherLink: string;
  readonly error: string;
  readonly problems: Readonly<Record<SetupProblem, string>>;
  readonly notices: Readonly<Record<'created' | 'done' | 'expired' | 'unknown', Notice>>;
}

const en: Messages = {
  title: 'Become the first owner',
  lead: 'Nobody owns this admin app yet. Create the account that does: it may do everything here, and give others a role.',
  fields: { username: 'User name', name: 'Your name', password: 'Password', again: 'Password again' },
  usernameHint: 'With which you sign in.',
  passwordHint: 'At least 10 characters. A sentence is fine.',
  submit: 'Create the owner',
  other: 'Is your account kept elsewhere, or do you have one already?',
  otherLink: 'Sign in with it and become the owner',
  error: 'Error',
  problems: {
    missing: 'Fill this in.',
    unfit: 'This is too long, or has no visible character.',
    taken: 'Another user has this name, or one that looks like it.',
    'too-short': 'Use at least 10 characters.',
    'too-long': 'This is too long.',
    'contains-username': 'It must not contain the user name.',
    common: 'This is among the first that a guesser tries.',
    different: 'The two passwords differ.',
  },
  notices: {
    created: {
      title: 'You are the owner',
      text: 'The account is made. Sign in with it.',
      next: 'Sign in',
    },
    done: {
      title: 'This admin app has an owner',
      text: 'A setup link counts once, and only while there is no owner. Ask an owner to give you a role.',
      next: 'Sign in',
    },
    expired: {
      title: 'This setup link has expired',
      text: 'It counts for 30 minutes. Start the admin app again and it prints a new one, or run “npm run admin:create”.',
    },
    unknown: {
      title: 'This setup link is not valid',
      text: 'It was replaced by a newer one, or is incomplete. Use the link that the admin app printed last, or run “npm run admin:create”.',
    },
  },
};

const zhCN: Messages = {
  title: '成为第一位所有者',
  lead: '此管理应用还没有所有者。请创建所有者账号：它可以在此执行所有操作，并为他人分配角色。',
  fields: { username: '用户名', name: '您的姓名', password: '密码', again: '再次输入密码' },
  usernameHint: '用于登录。',
  passwordHint: '至少 10 个字符，可以是一句话。',
  submit: '创建所有者',
  other: '您的账号保存在别处，或者您已有账号？',
  otherLink: '用该账号登录并成为所有者',
  error: '错误',
  problems: {
    missing: '请填写此项。',
    unfit: '内容过长，或没有可见字符。',
    taken: '已有其他用户使用此名称，或与之相似的名称。',
    'too-short': '请至少使用 10 个字符。',
    'too-long': '内容过长。',
    'contains-username': '不能包含用户名。',
    common: '这是最容易被猜到的密码之一。',
    different: '两次输入的密码不一致。',
  },
  notices: {
    created: { title: '您已成为所有者', text: '账号已创建，请用它登录。', next: '登录' },
    done: {
      title: '此管理应用已有所有者',
      text: '设置链接只能使用一次，并且仅在没有所有者时有效。请让所有者为您分配角色。',
      next: '登录',
    },
    expired: {
      title: '此设置链接已过期',
      text: '链接的有效期为 30 分钟。重新启动管理应用会输出新的链接，也可以运行“npm run admin:create”。',
    },
    unknown: {
      title: '此设置链接无效',
      text: '它已被更新的链接取代，或者不完整。请使用管理应用最后输出的链接，或运行“npm run admin:create”。',
    },
  },
};

export const SETUP_MESSAGES: Readonly<Record<PageLanguage, Messages>> = { en, 'zh-CN': zhCN };
