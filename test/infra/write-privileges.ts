/**
 * Writes the tables of privileges into SECURITY.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { privilegesOfStack } from './privileges-of-stack.ts'
import { BEGIN, END, privilegesText } from './privileges-text.ts'

const page = join(import.meta.dirname, '../../SECURITY.md')
const text = readFileSync(page, 'utf8')
const [before, rest = ''] = text.split(BEGIN)
const [, after] = rest.split(END)
if (after === undefined) throw new Error(`SECURITY.md: expected ${BEGIN} and ${END}`)
writeFileSync(page, `${before}${privilegesText(privilegesOfStack())}${after}`)
