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
  /** The draft's number at the desk, once it has one. */
  draft?: number | null;
  /** Nobody has changed a letter of it here: it is kept so that it can be opened without a network. */
  is_untouched?: boolean;
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

/** What the composer of a coverage needs to be opened without the desk; it holds nothing of what anybody wrote. */
export interface Kit {
  key: string;
  user: string;
  slug: string;
  headline: string;
  at: number;
  composer: Record<string, unknown>;
}

const TEXTS = "texts";
const QUEUE = "queue";
const KITS = "kits";
let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  return (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("onrecord-desk", 2);
    request.onupgradeneeded = () => {
      for (const name of [TEXTS, QUEUE, KITS]) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath: "key" });
      }
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

/** The page on which a text is gone on with. */
export const addressOf = ({ slug, update_id, base_revision }: Kept): string =>
  base_revision === null ? `/desk/c/${slug}/write/?id=${encodeURIComponent(update_id)}` : `/desk/c/${slug}/u/${encodeURIComponent(update_id)}/edit/`;

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

export const kits = {
  put: (kit: Kit): Promise<IDBValidKey> => run(KITS, "readwrite", (store) => store.put(kit)),
  get: (key: string): Promise<Kit | undefined> => run<Kit | undefined>(KITS, "readonly", (store) => store.get(key)),
  all: (): Promise<Kit[]> => run<Kit[]>(KITS, "readonly", (store) => store.getAll()),
  drop: (key: string): Promise<undefined> => run(KITS, "readwrite", (store) => store.delete(key)),
};

// A page that goes away cannot wait for a database: the last words are also left where writing is done at once.
const LEFT = "onrecord-desk-left:";

/** Leave the text where the next page of the desk finds it; says nothing of files, which the database has. */
export function leave(kept: Kept): void {
  try {
    localStorage.setItem(LEFT + kept.key, JSON.stringify({ ...kept, files: {} }));
  } catch {
    // Full, or forbidden: then the database alone has to do.
  }
}

/** What was left is in the database: it need not lie there any longer. */
export function pickUp(key: string): void {
  try {
    localStorage.removeItem(LEFT + key);
  } catch {
    // As above.
  }
}

/** Put what pages left on their way out into the database, where it is newer than what is there. */
export async function recover(): Promise<void> {
  let keys: string[] = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(LEFT));
  } catch {
    return;
  }
  for (const key of keys) {
    const text = localStorage.getItem(key);
    if (text === null) continue;
    const left = JSON.parse(text) as Kept;
    const known = await texts.get(left.key);
    if (!known || known.at <= left.at) await texts.put({ ...left, files: known?.files ?? {} });
    localStorage.removeItem(key);
  }
}
