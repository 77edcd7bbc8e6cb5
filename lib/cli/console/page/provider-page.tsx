import type { ProviderAnswer } from '../page-data.ts'
import { PageState } from './page-state.tsx'
import { blocksOf, isAddress, linkedParts } from './provider-blocks.ts'
import { linkTo } from './route.ts'
import { useAnswer } from './use-answer.ts'

/** All about one provider, with its sources, and the way to its credentials. */
export const ProviderPage = ({ id }: { readonly id: string }) => {
  const { answer, problem } = useAnswer<ProviderAnswer>(
    `provider?id=${encodeURIComponent(id)}`,
    false,
  )
  return (
    <>
      <p class="path">
        <a href={linkTo('providers')}>Providers</a>
      </p>
      <h1>{answer?.name ?? id}</h1>
      <PageState isKnown={answer !== undefined} problem={problem} />
      {answer !== undefined && (
        <>
          <p>
            <a href={linkTo('fleet', { query: { provider: id } })}>Its credentials</a>
          </p>
          {blocksOf(answer.lines).map((block) =>
            block.tag === 'List' ? (
              <ul key={block.lines[0]}>
                {block.lines.map((line) => (
                  <li key={line}>
                    <Linked text={line} />
                  </li>
                ))}
              </ul>
            ) : (
              <p key={block.text}>
                <Linked text={block.text} />
              </p>
            ),
          )}
        </>
      )}
    </>
  )
}

/** A text whose addresses can be followed. */
const Linked = ({ text }: { readonly text: string }) => (
  <>
    {linkedParts(text).map((part) =>
      isAddress(part) ? (
        <a key={part} href={part} target="_blank" rel="noreferrer">
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </>
)
