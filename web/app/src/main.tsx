import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';

import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

// Each file is a tab of its own when the page is opened first, in this order.
const queries = import.meta.glob<string>('./queries/*.graphql', {
  eager: true,
  query: '?raw',
  import: 'default',
});

const tabs = Object.keys(queries)
  .sort()
  .map((file) => ({ query: queries[file] }));

createRoot(document.getElementById('root')!).render(
  <GraphiQL fetcher={createGraphiQLFetcher({ url: '/graphql' })} defaultTabs={tabs}>
    <GraphiQL.Logo>Một cửa</GraphiQL.Logo>
  </GraphiQL>,
);
