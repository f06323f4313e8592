/** `npm start`: the first release. `--once` ends after the printout (as it always does today). */

import { terminalStyle } from '@dither/plot'
import { firstRelease } from './start/first-release.ts'

const { env, stdout, platform } = process
const style = terminalStyle({ env, isTTY: stdout.isTTY, columns: stdout.columns, platform })
stdout.write(await firstRelease({ style }))
