import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { errorName } from './outcome.ts'
import type { Place } from './place.ts'

/** Runs one UpdateItem on the item `id` and tells the attributes it gives, or the name of its error. */
export const updateItem = (
  { dynamo, table }: Place,
  id: string,
  input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<unknown> =>
  dynamo
    .send(new UpdateItemCommand({ TableName: table, Key: { id: { S: id } }, ...input }))
    .then(({ Attributes }) => (Attributes === undefined ? 'ok' : unmarshall(Attributes)), errorName)

/**
 * Takes a lease as the ledger does: if there is none, a past one, or one's own.
 *
 * Shape: times are texts that compare as the ledger's do.
 */
export const takeLease = (
  place: Place,
  id: string,
  { holder, now, until }: { readonly holder: string; readonly now: string; readonly until: string },
): Promise<unknown> =>
  updateItem(place, id, {
    UpdateExpression: 'SET #lease = :lease',
    ConditionExpression:
      'attribute_not_exists(#lease) OR #lease.#until <= :now OR #lease.#holder = :holder',
    ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until', '#holder': 'holder' },
    ExpressionAttributeValues: {
      ':lease': { M: { holder: { S: holder }, until: { S: until } } },
      ':now': { S: now },
      ':holder': { S: holder },
    },
    ReturnValues: 'ALL_NEW',
  })

/** Sets one attribute of a text. */
export const setText = (
  place: Place,
  id: string,
  attribute: string,
  text: string,
): Promise<unknown> =>
  updateItem(place, id, {
    UpdateExpression: 'SET #a = :a',
    ExpressionAttributeNames: { '#a': attribute },
    ExpressionAttributeValues: { ':a': { S: text } },
  })
