import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { type AwsError, awsError } from '../gateway/aws-error.ts'

/** Where an item stands in a list: what it is sorted by, then something that is its own. */
export type Position = readonly [number | string, string]

/** One page of a list, and how to ask for the next. */
export type Page<A> = { readonly items: readonly A[]; readonly NextToken?: string }

/**
 * Cuts a page out of a list. The token names the last item's position, so what is added or removed
 * between two pages neither repeats nor hides another item.
 *
 * Errors: `InvalidNextTokenException` for a token that no page gave out.
 */
export const page = <A>(
  all: readonly A[],
  {
    positionOf,
    descending = false,
    maxResults = 100,
    nextToken,
  }: {
    readonly positionOf: (item: A) => Position
    readonly descending?: boolean
    readonly maxResults?: number | undefined
    readonly nextToken?: string | undefined
  },
): E.Either<AwsError, Page<A>> => {
  const direction = descending ? -1 : 1
  const compareItems = (a: A, b: A) => direction * compare(positionOf(a), positionOf(b))
  return pipe(
    readToken(nextToken),
    E.map((after) => {
      const rest = [...all]
        .sort(compareItems)
        .filter((item) => after === undefined || direction * compare(positionOf(item), after) > 0)
      const items = rest.slice(0, maxResults)
      const last = items.at(-1)
      return rest.length > items.length && last !== undefined
        ? { items, NextToken: writeToken(positionOf(last)) }
        : { items }
    }),
  )
}

const compare = (a: Position, b: Position): number =>
  compareKeys(a[0], b[0]) || compareKeys(a[1], b[1])

const compareKeys = (a: number | string, b: number | string): number => {
  if (a === b) return 0
  return a < b ? -1 : 1
}

const PositionCodec = t.tuple([t.union([t.number, t.string]), t.string])

const writeToken = (position: Position): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

const readToken = (token: string | undefined): E.Either<AwsError, Position | undefined> => {
  if (token === undefined) return E.right(undefined)
  return pipe(
    E.tryCatch(
      (): unknown => JSON.parse(Buffer.from(token, 'base64url').toString()),
      () => [],
    ),
    E.flatMap(PositionCodec.decode),
    E.mapLeft(() => awsError('InvalidNextTokenException', 'The NextToken value is invalid.')),
  )
}
