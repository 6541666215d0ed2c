// `npm test`: installs what a test needs beyond npm where it may, then builds, type-checks and runs every test.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's packages, and the program each brings. The fonts are for looking at pages in six scripts. */
const NEEDED = [
  { program: 'redis-server', package: 'redis-server' },
  { program: 'chromium', package: 'chromium' },
  { file: '/usr/share/fonts/truetype/noto/NotoSansMyanmar-Regular.ttf', package: 'fonts-noto-core' },
];

const has = ({ program, file }) => (file ? existsSync(file) : spawnSync('sh', ['-c', `command -v ${program}`]).status === 0);

function run(title, command, args, env = {}) {
  console.log(`\n— ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) {
    console.error(`\n${title}: failed`);
    process.exit(1);
  }
}

const missing = NEEDED.filter((n) => !has(n)).map((n) => n.package);
if (missing.length > 0) {
  const mayInstall = process.getuid?.() === 0 && spawnSync('sh', ['-c', 'command -v apt-get']).status === 0;
  if (!mayInstall) {
    console.error(`The tests need ${missing.join(', ')}. As root: apt-get install -y ${missing.join(' ')}`);
    process.exit(1);
  }
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('Look for packages', 'apt-get', ['update', '-qq'], quiet);
  run(`Install ${missing.join(', ')}`, 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
}

const only = process.argv.slice(2);
run('Build', 'npm', ['run', '--silent', 'build']);
run('Types of the tests', 'npx', ['tsc', '-p', 'test/tsconfig.json']);
run('Tests', 'npx', ['vitest', 'run', '--config', 'test/vitest.config.ts', ...only]);
if (only.length === 0) {
  run('Knowledge', 'node', ['dist/src/cli.js', 'knowledge', 'check']);
  run('Coverage', 'node', ['dist/src/cli.js', 'knowledge', 'status']);
  run('Flows', 'node', ['dist/src/cli.js', 'flows', 'check']);
}
