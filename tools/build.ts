// `npm run build`: dist/ for publishing, JavaScript beside its declarations, without sandbox and tests. What is not
// TypeScript but is read at run time (templates, data, pages) is copied beside the file that reads it.
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

rmSync('dist', { recursive: true, force: true })
const tsc = spawnSync(join('node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (tsc.status !== 0) process.exit(tsc.status ?? 1)

const rooms = ['app', 'cli', 'config', 'connectors', 'core', 'hub', 'jobs', 'server', 'stores']
const read = globSync(`{${rooms.join(',')}}/**/*.{json,sql,graphql,html,css,svg,txt}`)
const published = read.filter((path) => !/(^|[\\/])(fixtures|emulator)[\\/]/.test(path))
for (const path of published) cpSync(path, join('dist', path))
console.log(`dist/: compiled, ${published.length} other files copied`)
