const { PATH, NODE_COMPILE_CACHE } = process.env;

/** What a process of ours may know of this machine: where programs are, and the code that was compiled before. */
export const MACHINE: Readonly<Record<string, string | undefined>> = { PATH, NODE_COMPILE_CACHE };
