// What is written, kept on this device: texts, and what is to be published as soon as the desk can be reached.
export interface Kept {
  key: string;
  user: string;
  slug: string;
  update_id: string;
  base_revision: number | null;
  document: Record<string, unknown>;
  /** The draft's version at the desk that this text follows on; 0 before it has been saved there. */
  version: number;
  /** Whether the desk has all of it. */
  is_saved: boolean;
  at: number;
  title: string;
  files: Record<string, { file: Blob; name: string }>;
}

export interface Waiting {
  key: string;
  user: string;
  slug: string;
  update_id: string;
  base_revision: number | null;
  document: Record<string, unknown>;
  without_alt: boolean;
  title: string;
  at: number;
  urls: { publish: string; session: string; edit: string };
  /** Why the desk refused it, if it did. */
  refused?: string;
}

const TEXTS = "texts";
const QUEUE = "queue";
let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  return (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("onrecord-desk", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(TEXTS, { keyPath: "key" });
      request.result.createObjectStore(QUEUE, { keyPath: "key" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = undefined; };
      resolve(request.result);
    };
    request.onerror = () => { opening = undefined; reject(request.error ?? new Error("IndexedDB")); };
  }));
}

async function run<T>(store: string, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => { resolve(request.result); };
    transaction.onabort = transaction.onerror = () => { reject(transaction.error ?? new Error("IndexedDB")); };
    // Without this a page that is being closed might not get to the end of it.
    if (mode === "readwrite") transaction.commit?.();
  });
}

export const keyOf = (user: string, slug: string, updateId: string): string => JSON.stringify([user, slug, updateId]);

export const texts = {
  put: (kept: Kept): Promise<IDBValidKey> => run(TEXTS, "readwrite", (store) => store.put(kept)),
  get: (key: string): Promise<Kept | undefined> => run<Kept | undefined>(TEXTS, "readonly", (store) => store.get(key)),
  all: (): Promise<Kept[]> => run<Kept[]>(TEXTS, "readonly", (store) => store.getAll()),
  drop: (key: string): Promise<undefined> => run(TEXTS, "readwrite", (store) => store.delete(key)),
};

export const queue = {
  put: (waiting: Waiting): Promise<IDBValidKey> => run(QUEUE, "readwrite", (store) => store.put(waiting)),
  get: (key: string): Promise<Waiting | undefined> => run<Waiting | undefined>(QUEUE, "readonly", (store) => store.get(key)),
  all: (): Promise<Waiting[]> => run<Waiting[]>(QUEUE, "readonly", (store) => store.getAll()),
  drop: (key: string): Promise<undefined> => run(QUEUE, "readwrite", (store) => store.delete(key)),
};
