/** `prepack`: refuses to pack a package that was not built. Plain JavaScript, run in the package's folder. */
import { existsSync } from 'node:fs'

if (!existsSync('dist')) {
  console.error('There is no dist folder here. First, at the top of the repository: npm run build')
  process.exit(1)
}
