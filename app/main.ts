import { environment } from '../config/load.ts'
import { run } from './run.ts'

await run(environment())
