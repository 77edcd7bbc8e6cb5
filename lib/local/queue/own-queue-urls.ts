import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'

const QueueUrls = t.partial({ QueueUrl: t.string, QueueUrls: t.array(t.string) })

/** Lets the queue URLs of an answer lead back through the gateway; the emulator names its own port. */
export const withOwnQueueUrls = (body: string, origin: string): string => {
  const own = (url: string): string => `${origin}${new URL(url).pathname}`
  return pipe(
    E.tryCatch(
      (): unknown => JSON.parse(body),
      () => undefined,
    ),
    E.filterOrElse(QueueUrls.is, () => undefined),
    E.match(
      () => body,
      (output) => {
        const { QueueUrl, QueueUrls: urls } = output
        if (QueueUrl !== undefined) return JSON.stringify({ ...output, QueueUrl: own(QueueUrl) })
        return urls === undefined ? body : JSON.stringify({ ...output, QueueUrls: urls.map(own) })
      },
    ),
  )
}
