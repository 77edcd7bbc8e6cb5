import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildAppOptions } from 'fauxqs'

/** What fauxqs keeps its state in; the queues' store is the one in use. */
export type Stores = NonNullable<BuildAppOptions['stores']>

/**
 * Makes stores for fauxqs's application with nothing in them.
 *
 * The application takes its stores from outside, and that is the one way to its queues. The package does not export
 * the stores' classes, so they are loaded from its files; its version is pinned.
 */
export const emptyStores = async (): Promise<Stores> => {
  const manifest = findPackageJSON('fauxqs', import.meta.url)
  if (manifest === undefined) throw new Error('expected the package fauxqs')
  const load = (file: string) => import(pathToFileURL(join(dirname(manifest), 'dist', file)).href)
  const { SqsStore }: { SqsStore: new () => Stores['sqsStore'] } = await load('sqs/sqsStore.js')
  const { SnsStore }: { SnsStore: new () => Stores['snsStore'] } = await load('sns/snsStore.js')
  const { S3Store }: { S3Store: new () => Stores['s3Store'] } = await load('s3/s3Store.js')
  return { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() }
}
