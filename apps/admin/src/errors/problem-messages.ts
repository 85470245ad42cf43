import type { PageLanguage } from '../pages/page-language.js';

export type ProblemKind =
  | 'not-a-member'
  | 'expired'
  | 'setup-over'
  | 'denied'
  | 'unreachable'
  | 'misconfigured'
  | 'unavailable'
  | 'unexpected';

interface ProblemText {
  readonly title: string;
  readonly text: string;
  /** The label of the link that goes on from here. */
  readonly next: string;
}

type Messages = Readonly<Record<ProblemKind, ProblemText>> & {
  readonly subject: string;
  readonly reference: string;
};

const en: Messages = {
  'not-a-member': {
    title: 'You are not an administrator',
    text: 'You signed in, but your account has no access to this admin app. Ask an owner to add the subject below.',
    next: 'Try again',
  },
  expired: {
    title: 'This sign-in is no longer valid',
    text: 'It took too long, was already used, or was begun in another browser.',
    next: 'Sign in',
  },
  'setup-over': {
    title: 'This setup link no longer counts',
    text: 'It was used, has expired, or somebody is an owner by now. Ask an owner to add the subject below, or start the admin app again for a new link.',
    next: 'Sign in',
  },
  denied: {
    title: 'You were not signed in',
    text: 'The sign-in was cancelled or refused.',
    next: 'Sign in',
  },
  unreachable: {
    title: 'Sign-in is not available right now',
    text: 'The authorization server does not answer. Try again in a moment.',
    next: 'Try again',
  },
  misconfigured: {
    title: 'Sign-in is not set up correctly',
    text: 'The authorization server does not accept this app. Whoever runs it should check ADMIN_CLIENT_ID, ADMIN_CLIENT_SECRET and the registered redirect URI.',
    next: 'Try again',
  },
  unavailable: {
    title: 'The admin app is busy',
    text: 'The database does not answer. Try again in a moment.',
    next: 'Try again',
  },
  unexpected: {
    title: 'Something went wrong',
    text: 'The admin app met a condition it did not expect. The reference below finds it in the log.',
    next: 'Try again',
  },
  subject: 'Subject',
  reference: 'Reference',
};

const zhCN: Messages = {
  'not-a-member': {
    title: '您不是管理员',
    text: '您已登录，但您的账号无权使用此管理应用。请让所有者添加下面的用户标识（subject）。',
    next: '重试',
  },
  expired: {
    title: '本次登录已失效',
    text: '可能是耗时过长、已被使用，或是在另一个浏览器中开始的。',
    next: '登录',
  },
  'setup-over': {
    title: '此设置链接已失效',
    text: '它已被使用或已过期，或者已经有了所有者。请让所有者添加下面的用户标识（subject），或重新启动管理应用以获得新的链接。',
    next: '登录',
  },
  denied: {
    title: '您尚未登录',
    text: '登录已取消或被拒绝。',
    next: '登录',
  },
  unreachable: {
    title: '暂时无法登录',
    text: '授权服务器没有响应，请稍后再试。',
    next: '重试',
  },
  misconfigured: {
    title: '登录配置有误',
    text: '授权服务器不接受此应用。请运维人员检查 ADMIN_CLIENT_ID、ADMIN_CLIENT_SECRET 以及已登记的重定向 URI。',
    next: '重试',
  },
  unavailable: {
    title: '管理应用繁忙',
    text: '数据库没有响应，请稍后再试。',
    next: '重试',
  },
  unexpected: {
    title: '出错了',
    text: '管理应用遇到了意外情况。可凭下面的编号在日志中查找。',
    next: '重试',
  },
  subject: '用户标识（subject）',
  reference: '编号',
};

export const PROBLEM_MESSAGES: Readonly<Record<PageLanguage, Messages>> = { en, 'zh-CN': zhCN };
