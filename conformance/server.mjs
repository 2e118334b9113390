// The server that is tested: scripts/with-demo.sh starts it and says where it is.
const base = process.env.MOTCUA_URL;
if (!base) throw new Error('MOTCUA_URL is not set: run make conformance');

export const url = (path = '/graphql') => base + path;
export const socketURL = () => url('/graphql').replace(/^http/, 'ws');
