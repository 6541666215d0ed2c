const WRAPPED = /\/dist\/(src\/(watchdog|store\/(sqlite|sqlite-inspection|redis))|channels\/telegram\/index)\.js$/;

/** What main.js imports as store, as Telegram or to be watched comes wrapped. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (!WRAPPED.test(found.url) || !context.parentURL?.endsWith('/dist/src/main.js')) return found;
  return { ...found, url: new URL('./failpoint-wrapped.mjs', import.meta.url).href };
}
