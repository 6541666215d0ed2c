// Accepts and answers events as fast as it can until it is killed; prints the id of each one once it was acknowledged.
// Arguments: the built store module, the folder, a prefix for ids.
const [storeModule, dir, prefix] = process.argv.slice(2);
const { openSqlite } = await import(storeModule);
const store = await openSqlite({ dir, clock: Date.now });
const sealed = new Uint8Array(700).fill(7);

async function accept(lane) {
  await store.keyOf(`c${lane}`, sealed);
  for (let n = 0; ; n++) {
    const id = `${prefix}-${lane}-${n}`;
    const conversation = `c${lane}`;
    await store.accept({ conversation, dedupe: id, key: await store.keyOf(conversation, sealed), sealed });
    process.stdout.write(`accepted ${id}\n`);
  }
}
async function answer() {
  for (;;) {
    const claim = await store.claim(100);
    if (!claim) continue;
    const { conversation, lease, version, event } = claim;
    const id = `${prefix}-${event.seq}`;
    const done = await store.commit({
      claim: { conversation, lease, version, seq: event.seq },
      session: sealed,
      speaker: 'bot',
      lines: [{ id, sealed: new TextEncoder().encode(`${conversation} ${id}`) }],
      deliveries: [{ id, channel: 'telegram', by: 'bot', sealed }],
      handoff: null,
    });
    if (done === 'committed') process.stdout.write(`answered ${conversation} ${id}\n`);
  }
}
await Promise.all([accept(1), accept(2), accept(3), answer(), answer()]);
