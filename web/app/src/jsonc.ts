import { applyEdits, format } from 'jsonc-parser';

// GraphiQL indents the variables with Prettier's JavaScript parser, half a
// megabyte of it. This is a Prettier plugin that does the same with the small
// parser GraphiQL reads the variables with; vite.config.ts puts it in the place
// of both `prettier/parser-babel` and `prettier/plugins/estree`.

type Text = { text: string };

const options = { insertSpaces: true, tabSize: 2, eol: '\n' };

export const parsers = {
  jsonc: {
    astFormat: 'jsonc-text',
    parse: (text: string): Text => ({ text }),
    locStart: () => 0,
    locEnd: (node: Text) => node.text.length,
  },
};

export const printers = {
  'jsonc-text': {
    print: ({ node: { text } }: { node: Text }) => applyEdits(text, format(text, undefined, options)),
  },
};
