/**
 * Writes PROVIDERS.md from the catalogue.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { catalogue } from '../lib/provider/load-providers.ts'
import { providersPage } from '../lib/provider/providers-page.ts'

const page = pipe(
  catalogue(),
  E.map(providersPage),
  E.getOrElseW((message): never => {
    console.error(message)
    process.exit(1)
  }),
)
writeFileSync(join(import.meta.dirname, '../PROVIDERS.md'), page)
