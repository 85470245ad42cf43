import type { palette as en } from '../en/palette.js';
import type { Texts } from '../messages.js';

export const palette: Texts<typeof en> = {
  palette: {
    title: '前往',
    button: '前往…',
    label: '前往页面、客户端、用户、密钥或参考编号',
    hint: '页面、客户端、用户、密钥或参考编号',
    results: '结果',
    count_one: '{{count}} 条结果',
    count_other: '{{count}} 条结果',
    nothing: '未找到任何内容',
    searching: '正在查找…',
    choose: '选择',
    open: '打开',
    close: '关闭',
    disabled: '（已停用）',
    error: '此参考编号对应的错误',
    groups: {
      pages: '页面',
      clients: '客户端',
      users: '用户',
      keys: '密钥',
      references: '此参考编号',
    },
  },
  shortcuts: {
    title: '键盘快捷键',
    palette: '前往任意位置',
    help: '本帮助',
    search: '在本页搜索',
    escape: 'Esc',
    on: '输入文字时不起作用。您可以在“我的账号”中关闭单字母快捷键。',
    off: '单字母快捷键已关闭。您可以在“我的账号”中开启。',
  },
  navigation: {
    applications: '应用',
    people: '人员',
    operations: '运维',
  },
};
