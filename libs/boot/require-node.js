/**
 * Import this first. It refuses a Node.js older than 22.12 with one line, before any native module is loaded:
 * better-sqlite3 13 ends the whole process on Node 20 instead of throwing. Plain JavaScript, so that it runs before
 * anything is built.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `Portcullis needs Node.js 22.12 or newer and this is ${process.version}. ` +
      'Start it with "npm start" (which brings its own Node.js) or install a newer one.',
  );
  process.exit(1);
}
