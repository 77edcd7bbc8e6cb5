/**
 * Writes the schemas into EVENTS.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withSchemas } from './event-schemas-page.ts'

const page = join(import.meta.dirname, '../../EVENTS.md')
writeFileSync(page, withSchemas(readFileSync(page, 'utf8')))
