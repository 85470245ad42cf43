// The compiler copies no templates and no style sheets: this puts them where the compiled code looks.
import { cpSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';

const from = join(import.meta.dirname, 'src', 'pages');
const to = join(import.meta.dirname, 'dist', 'pages');

// Of the templates folder, only the templates: the rest is code, which the compiler has put there already.
rmSync(join(to, 'templates', 'partials'), { recursive: true, force: true });
cpSync(join(from, 'templates'), join(to, 'templates'), {
  recursive: true,
  filter: (path) => extname(path) === '' || extname(path) === '.hbs',
});

rmSync(join(to, 'assets'), { recursive: true, force: true });
cpSync(join(from, 'assets'), join(to, 'assets'), { recursive: true });
