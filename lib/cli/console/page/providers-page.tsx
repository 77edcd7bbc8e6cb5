import { useState } from 'preact/hooks'
import type { ProvidersAnswer } from '../page-data.ts'
import { LabelledCell } from './labelled-cell.tsx'
import { PageState } from './page-state.tsx'
import { linkTo } from './route.ts'
import { useAnswer } from './use-answer.ts'

/** Every provider that is known, with a search. */
export const ProvidersPage = () => {
  const { answer, problem } = useAnswer<ProvidersAnswer>('providers', false)
  const [words, setWords] = useState('')
  const found = answer?.entries.filter(({ id, name }) =>
    `${id} ${name}`.toLowerCase().includes(words.trim().toLowerCase()),
  )
  return (
    <>
      <h1>Providers</h1>
      <PageState isKnown={answer !== undefined} problem={problem} />
      {answer !== undefined && (
        <>
          <search class="filters">
            <label>
              Name or id holds
              <input
                type="search"
                value={words}
                onInput={({ currentTarget }) => setWords(currentTarget.value)}
              />
            </label>
          </search>
          <p role="status">{`${found?.length} of ${answer.entries.length} providers`}</p>
          <table class="cards">
            <caption class="unseen">Providers</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                {['id', ...answer.columns.slice(2)].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found?.map(({ id, name, facts }) => (
                <tr key={id}>
                  <th scope="row">
                    <a href={linkTo('provider', { id })}>{name}</a>
                  </th>
                  <LabelledCell label="id">
                    <code>{id}</code>
                  </LabelledCell>
                  {answer.columns.slice(2).map((title, i) => (
                    <LabelledCell key={title} label={title}>
                      {facts[i] || '–'}
                    </LabelledCell>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  )
}
