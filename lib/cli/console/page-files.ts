import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'

/** A file of the page. */
export type PageFile = { readonly type: string; readonly bytes: Uint8Array }

/** The files of the page, by the path under which they are served. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** Reads the page as the build leaves it in `dist/console`. Errors: one line, when it is not there. */
export const pageFiles = (dist: string): E.Either<string, PageFiles> =>
  E.tryCatch(
    () =>
      new Map(
        FILES.map(([path, name, type]) => [
          path,
          { type, bytes: readFileSync(join(dist, 'console', name)) },
        ]),
      ),
    () => 'the page of the console is missing: expected the build, npm run build',
  )

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/console.js', 'console.js', 'text/javascript; charset=utf-8'],
  ['/console.css', 'console.css', 'text/css; charset=utf-8'],
] as const
