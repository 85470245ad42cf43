import type { serverSettings as en } from '../en/server-settings.js';
import type { Texts } from '../messages.js';

export const serverSettings: Texts<typeof en> = {
  serverSettings: {
    title: '系统设置',
    lead: '当前生效的设置，以及每个值的来源。设置只能在启动服务器的地方更改；密钥不会在任何地方显示。',
    option: '选项',
    value: '值',
    source: '来源',
    unset: '未设置',
    on: '开启',
    off: '关闭',
    sources: {
      default: '默认值',
      option: '宿主应用的代码',
      environment: '环境变量',
    },
    groups: {
      server: '授权服务器',
      branding: '品牌外观',
      lifetimes: '有效期与签名密钥',
      features: '功能',
      signIn: '登录',
      protocol: '协议',
      mail: '邮件',
      ports: '由宿主应用替换的部分',
      admin: '此管理应用',
    },
    gallery: '查看用户所见的全部页面',
    galleryOff: '页面预览集已关闭。它用于开发：可在开发环境开启功能“gallery”。',
  },
};
