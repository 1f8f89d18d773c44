/*
 * What this phone keeps: in the browser's storage where it lets us (private windows and some in-app browsers do
 * not), else in this page only. Names are neutral, as others may look.
 */
const memory = (() => {
  const PREFIX = 'n.';

  function open(name) {
    try {
      const storage = window[name];
      storage.setItem(PREFIX + '?', '1');
      storage.removeItem(PREFIX + '?');
      return storage;
    } catch (refused) {
      return null;
    }
  }

  function shelf(storage) {
    const held = new Map();
    const all = () => (storage ? Object.keys(storage).filter((key) => key.indexOf(PREFIX) === 0) : []);
    return {
      read(name) {
        let found = null;
        try {
          found = storage && storage.getItem(PREFIX + name);
        } catch (refused) {
          found = null;
        }
        return found === null || found === undefined ? held.get(name) || null : found;
      },
      write(name, value) {
        held.set(name, value);
        try {
          if (storage) storage.setItem(PREFIX + name, value);
        } catch (full) {
          // It stays in this page's memory.
        }
      },
      remove(name) {
        held.delete(name);
        try {
          if (storage) storage.removeItem(PREFIX + name);
        } catch (refused) {
          // Nothing was kept there.
        }
      },
      names() {
        const names = new Set(held.keys());
        all().forEach((key) => names.add(key.slice(PREFIX.length)));
        return Array.from(names);
      },
      clear() {
        this.names().forEach((name) => this.remove(name));
      },
    };
  }

  const lasting = shelf(open('localStorage'));
  /** Gone with this tab: a half-typed answer survives a reload, nothing more. */
  const passing = shelf(open('sessionStorage'));

  return {
    lasting,
    passing,
    clear() {
      lasting.clear();
      passing.clear();
    },
    /** Another tab cleared this phone. */
    onCleared(listener) {
      window.addEventListener('storage', (event) => {
        if (event.key === null || (event.key === PREFIX + 'token' && event.newValue === null)) {
          memory.clear();
          listener();
        }
      });
    },
  };
})();

