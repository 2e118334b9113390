import { graphql } from 'relay-runtime';

export const page = graphql`
  query ProcedureListQuery($search: String, $first: Int!) {
    ...ProcedureList_query @arguments(search: $search, first: $first)
  }
`;

// A list that grows, and can be asked again with another search.
export const list = graphql`
  fragment ProcedureList_query on Query
  @refetchable(queryName: "ProcedureListPageQuery")
  @argumentDefinitions(
    search: { type: "String" }
    first: { type: "Int", defaultValue: 10 }
    after: { type: "String" }
  ) {
    procedures(search: $search, first: $first, after: $after)
      @connection(key: "ProcedureList_procedures", filters: ["search"]) {
      totalCount
      edges {
        node {
          id
          ...ProcedureCard_procedure
        }
      }
    }
  }
`;
