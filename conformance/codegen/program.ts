// A program as a front-end developer writes one; it only has to pass the compiler.
import { graphql, read } from './generated';
import type { FragmentType } from './generated';
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';

const card = graphql(/* GraphQL */ `
  fragment Card on Procedure {
    id
    code
    name
    status
    methods { channel timeLimit { amount unit } fees { amount currency } }
  }
`);

const list = graphql(/* GraphQL */ `
  query List($search: String, $filter: ProcedureFilter, $first: Int) {
    procedures(search: $search, filter: $filter, first: $first) {
      totalCount
      edges { score node { ...Card } }
      facets(fields: [LEVEL, SECTOR]) { field values { label count } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

// A fee is a text, exact, and null where none is published: never 0.
function fees(procedure: FragmentType<typeof card>): (string | null | undefined)[] {
  const { methods } = read(card, procedure);
  return methods.flatMap((method) => method.fees.map((fee) => fee.amount));
}

export const variables: VariablesOf<typeof list> = { search: 'ho chieu', filter: { levels: ['COMMUNE'] }, first: 10 };

export function summary(data: ResultOf<typeof list>): string {
  const { procedures } = data;
  const [first] = procedures.edges;
  return `${procedures.totalCount} ${first ? fees(first.node).join() : ''}`;
}
