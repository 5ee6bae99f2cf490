// A function that does nothing: what Node and the runtime client take by themselves.
export const handler = async () => null;
