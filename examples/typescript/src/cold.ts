import { Configuration, ContactsApi, InteractionsApi } from './kith/index.js';

/** What a front end does on its first page: who is cold, and one tap to say "I have just called them". */
const configuration = new Configuration({
  basePath: process.env.KITH ?? 'http://localhost:8080',
  accessToken: process.env.KITH_TOKEN,
});
const contacts = new ContactsApi(configuration);
const interactions = new InteractionsApi(configuration);

const cold = await contacts.listContacts({ state: ['COLD'], sort: 'goesColdAt', limit: 5 });
for (const contact of cold.items) {
  console.log(`${contact.name.display}: cold since ${contact.warmth.coldSince?.toISOString()}`);
}

const [first] = cold.items;
if (first) {
  // the key makes it one call, however often it is sent
  await interactions.logInteraction({
    idempotencyKey: crypto.randomUUID(),
    logInteraction: { kind: 'CALL', occurredAt: new Date(), participants: [{ contactId: first.id }] },
  });
  const { warmth } = await contacts.getContact({ id: first.id });
  console.log(`${first.name.display} is ${warmth.state} until ${warmth.goesColdAt?.toISOString()}`);
}
