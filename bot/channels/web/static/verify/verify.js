/*
 * Works out the SHA-256 of the chosen file and asks whether it is that of the paper that was issued. The file itself
 * never leaves this device.
 */
(() => {
  const input = document.getElementById('file');
  const answer = document.getElementById('answer');
  if (!input) return;

  async function digest(file) {
    const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  // The same file may have been changed meanwhile: choosing it again has to count.
  input.addEventListener('click', () => {
    input.value = '';
  });
  input.addEventListener('change', async () => {
    const file = input.files[0];
    if (!file) return;
    answer.textContent = '…';
    answer.className = '';
    try {
      const said = await fetch(location.pathname, {
        method: 'POST', body: await digest(file), headers: { 'Content-Type': 'text/plain' }, credentials: 'omit',
      });
      if (!said.ok) throw new Error(String(said.status));
      const told = await said.json();
      answer.textContent = (told.unchanged ? '✓ ' : '✗ ') + told.text;
      answer.className = told.unchanged ? 'good' : 'bad';
    } catch (failure) {
      answer.textContent = '? ' + failure.message;
    }
  });
})();
