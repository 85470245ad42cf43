import type { quickStart as en } from '../en/quick-start.js';
import type { Texts } from '../messages.js';

export const quickStart: Texts<typeof en> = {
  quickStart: {
    title: '快速开始',
    firstSignIn: '首次登录',
    waiting: '正在等待首次登录…',
    waitingText: '请启动您的应用并用它登录。这一行会自动更新。',
    signedIn: '✓ 首次登录：{{at}}',
    signedInBy: '✓ 首次登录：{{at}}，用户 {{name}}',
    failed: '{{at}} 有一次登录未成功',
    stillWaiting: '仍在等待首次登录…',
    lookAgain: '继续查看',
    compare: '与已登记的地址比较',
    mismatch: '应用让用户返回到未登记的地址：',
    failures: {
      refused: '授权请求被拒绝。请与下面的代码对照。',
      denied: '用户没有同意。',
      password: '用户名或密码不正确。',
      cancelled: '用户取消了登录。',
      secret: '应用多次使用错误的密钥，需要稍等片刻。',
      notRedeemed:
        '用户已返回应用，但应用没有兑换授权码。请检查应用是否以此处登记的方式 {{method}} 和正确的凭据进行认证，并检查 PKCE 校验值，以及重定向 URI 能否访问。',
      notRedeemedPublic:
        '用户已返回应用，但应用没有兑换授权码。请检查 PKCE 校验值，以及重定向 URI 能否访问。',
    },
    snippets: '代码',
    name: '{{name}}',
    jwks: '公钥（JWKS）',
    frameworks: '框架',
    snippetsSecret: '已填入此客户端的值。请将密钥放入环境变量 CLIENT_SECRET。',
    snippetsPublic: '已填入此客户端的值。它没有密钥，登录由 PKCE 保护。',
    noSnippets: '此客户端用自己的私钥证明身份；任何通过认证的库都可使用下面的值。',
    snippetFor: '{{framework}} 的代码',
    authJs:
      'Auth.js 总是返回到 /api/auth/callback/…，但尚未登记这样的重定向 URI。请在设置中添加 https://<您的应用>/api/auth/callback/portcullis。',
    values: '用于其他库的值',
    valuesText: '大多数库只需要颁发者（issuer）地址，其余内容会自动发现。',
    discovery: '发现文档',
    authorizationEndpoint: '授权端点',
    tokenEndpoint: '令牌端点',
    userinfoEndpoint: '用户信息端点',
    introspectionEndpoint: '令牌自省端点',
    deviceEndpoint: '设备端点',
  },
};
