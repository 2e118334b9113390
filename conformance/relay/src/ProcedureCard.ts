import { graphql } from 'relay-runtime';

// One object by its id, asked again by itself through node(id:).
export const card = graphql`
  fragment ProcedureCard_procedure on Procedure @refetchable(queryName: "ProcedureCardQuery") {
    code
    name
    sector {
      id
      name
    }
  }
`;

export const byId = graphql`
  query ProcedureCardByIdQuery($id: ID!) {
    node(id: $id) {
      ...ProcedureCard_procedure @alias(as: "procedure")
    }
  }
`;

// A connection below an object.
export const sector = graphql`
  fragment ProcedureCard_sector on Sector
  @refetchable(queryName: "ProcedureCardSectorQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 3 }, after: { type: "String" }) {
    name
    procedures(first: $first, after: $after) @connection(key: "ProcedureCard_procedures") {
      edges {
        node {
          id
          code
        }
      }
    }
  }
`;

export const changes = graphql`
  subscription ProcedureCardChangesSubscription {
    catalogChanged {
      cursor
      changes {
        procedure {
          id
          ...ProcedureCard_procedure
        }
      }
    }
  }
`;
