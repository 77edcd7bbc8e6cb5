import { createRequire } from 'node:module'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { type AwsError, awsError } from '../gateway/aws-error.ts'
import type { JsonObject } from '../gateway/operation.ts'
import type { Documents } from '../kept/documents.ts'

/**
 * Tables in memory that understand DynamoDB's operations.
 *
 * Shape: an answer or a refusal is the JSON that DynamoDB sends.
 */
export type ItemStore = {
  readonly call: (operation: string, input: JsonObject) => Promise<ItemAnswer>
  /** Fills a table with the items that were kept, and keeps every change of it from now on. */
  readonly keep: (tableName: string, documents: Documents) => Promise<void>
}

/** An answer of DynamoDB. */
export type ItemAnswer = E.Either<AwsError, JsonObject>

/** Parts of dynalite. Its own server would end the process with any error that is not DynamoDB's. */
type Callback = (error: unknown, output?: JsonObject) => void
type Change = { readonly type: 'put' | 'del'; readonly key: string; readonly value?: unknown }
type Database = {
  put: (key: string, value: unknown, callback: Callback) => void
  del: (key: string, callback: Callback) => void
  batch: (changes: readonly Change[], callback: Callback) => void
}
type Store = { readonly db: Database }
type Validation = { readonly types: object; readonly custom?: unknown }
type Validations = {
  readonly checkTypes: (input: JsonObject, types: object) => JsonObject
  readonly checkValidations: (
    input: JsonObject,
    types: object,
    custom: unknown,
    store: Store,
  ) => void
}
type Action = (store: Store, input: JsonObject, callback: Callback) => void

const load = createRequire(import.meta.url)

const OPERATIONS: readonly string[] = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]

/**
 * Makes a store without tables, of dynalite's parts.
 *
 * dynalite can keep its tables in a LevelDB itself. That one takes an empty folder for a new one, skips what is damaged
 * without a word, and after a full disk acknowledges changes that it does not find again; so the items are kept here.
 */
export const itemStore = (): ItemStore => {
  const stores: { create: (options: object) => Store } = load('dynalite/db')
  const store = stores.create({ createTableMs: 0 })
  return {
    call: (operation, input) =>
      OPERATIONS.includes(operation)
        ? run(store, operation, input)
        : Promise.resolve(
            E.left(awsError('UnknownOperationException', `the table does not know ${operation}`)),
          ),
    keep: (tableName, documents) => keepItems(store.db, `item-${tableName}~`, documents),
  }
}

const run = (store: Store, operation: string, input: JsonObject): Promise<ItemAnswer> =>
  new Promise((resolve) => {
    const name = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`
    const { checkTypes, checkValidations }: Validations = load('dynalite/validations')
    const { types, custom }: Validation = load(`dynalite/validations/${name}`)
    const action: Action = load(`dynalite/actions/${name}`)
    try {
      const valid = checkTypes(input, types)
      checkValidations(valid, types, custom, store)
      action(store, valid, (error, output) =>
        resolve(error ? E.left(refusalOf(error)) : E.right(output ?? {})),
      )
    } catch (thrown) {
      resolve(E.left(refusalOf(thrown)))
    }
  })

const Refusal = t.type({
  statusCode: t.number,
  body: t.intersection([
    t.type({ __type: t.string }),
    t.partial({ message: t.string, Message: t.string }),
  ]),
})

const refusalOf = (thrown: unknown): AwsError =>
  Refusal.is(thrown)
    ? awsError(
        thrown.body.__type,
        thrown.body.message ?? thrown.body.Message ?? '',
        thrown.statusCode,
      )
    : awsError('InternalServerError', 'the change could not be kept', 500)

/** Each change is kept before it is made; one that cannot be kept is not made. */
const keepItems = async (
  database: Database,
  prefix: string,
  documents: Documents,
): Promise<void> => {
  const { put, del, batch } = database
  const putNow = (key: string, value: unknown): Promise<void> =>
    new Promise((resolve, reject) =>
      put(key, value, (error) => (error ? reject(error) : resolve())),
    )
  for (const [key, text] of documents.all()) await putNow(key, JSON.parse(text))

  const keep = (change: Change): void => {
    if (!change.key.startsWith(prefix)) return
    if (change.type === 'del') documents.remove(change.key)
    else documents.put(change.key, JSON.stringify(change.value))
  }
  const change = (changes: readonly Change[], make: () => void, callback: Callback): void => {
    try {
      changes.forEach(keep)
    } catch (thrown) {
      setImmediate(callback, thrown)
      return
    }
    make()
  }
  database.put = (key, value, callback) =>
    change([{ type: 'put', key, value }], () => put(key, value, callback), callback)
  database.del = (key, callback) =>
    change([{ type: 'del', key }], () => del(key, callback), callback)
  database.batch = (changes, callback) => change(changes, () => batch(changes, callback), callback)
}
