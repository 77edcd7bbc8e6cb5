/** Makes lines of a PEM text whose line ends were spelt out as `\n`, as happens on the way through other tools. */
export const pemLines = (pem: string): string => pem.replaceAll('\\n', '\n')
