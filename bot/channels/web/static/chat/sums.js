/*
 * The sum that a phone solves before a conversation begins, while very many begin at once: the number whose derived
 * key begins as the challenge says (ALTCHA, version 2). Runs in a worker of its own; see sums-apart.js.
 */
async function solveSum(parameters, onProgress) {
  const bytes = (hex) => new Uint8Array((hex.match(/../g) || []).map((pair) => parseInt(pair, 16)));
  const hex = (array) => Array.from(array, (byte) => (byte < 16 ? '0' : '') + byte.toString(16)).join('');
  const [kind, hash] = parameters.algorithm.split('/');
  const subtle = typeof crypto === 'object' && crypto.subtle;
  if (kind !== 'PBKDF2' || !subtle) throw new Error('not here');
  const nonce = bytes(parameters.nonce);
  const how = { name: kind, hash, salt: bytes(parameters.salt), iterations: parameters.cost };
  const tried = new Uint8Array(nonce.length + 4);
  tried.set(nonce);
  const number = new DataView(tried.buffer);
  const most = parameters.data.most;
  for (let counter = 0; counter <= most; counter += 1) {
    number.setUint32(nonce.length, counter);
    const key = await subtle.importKey('raw', tried, kind, false, ['deriveBits']);
    const derived = hex(new Uint8Array(await subtle.deriveBits(how, key, parameters.keyLength * 8)));
    if (derived.indexOf(parameters.keyPrefix) === 0) return { counter, derivedKey: derived };
    if (counter % 8 === 0) onProgress(counter / most);
  }
  throw new Error('no number fits');
}

