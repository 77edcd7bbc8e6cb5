import { ANSWERS } from './answers.ts'
import type { Example } from './example.ts'
import { LIBRARIES } from './libraries.ts'
import { NESTED } from './nested.ts'
import { PLAIN } from './plain.ts'

/** At least one example of every format. */
export const EXAMPLES: readonly Example[] = [...PLAIN, ...ANSWERS, ...LIBRARIES, ...NESTED]
