/* What an accessibility checker would complain about, as a list of sentences. */
() => {
  const complaints = [];
  const say = (element, what) => {
    const name = (element.textContent || element.getAttribute('aria-label') || '').trim().slice(0, 40);
    complaints.push(what + ': <' + element.tagName.toLowerCase() + (element.id ? '#' + element.id : '') + ' class="' + element.className + '"> ' + name);
  };
  const shown = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && element.getClientRects().length > 0;
  };
  const all = (selector) => Array.from(document.querySelectorAll(selector)).filter(shown);

  /* ---- colours ---- */
  const parse = (text) => {
    const [red, green, blue, alpha] = text.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha: alpha === undefined ? 1 : alpha };
  };
  const over = (top, below) => top.rgb.map((part, place) => part * top.alpha + below[place] * (1 - top.alpha));
  const background = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(parse(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [red, green, blue] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(element) || element.closest('.unseen, script, noscript')) continue;
    const style = getComputedStyle(element);
    const behind = background(element);
    const ratio = contrast(over(parse(style.color), behind), behind);
    if (ratio < 4.5) say(element, 'text contrast ' + ratio.toFixed(2));
  }
  all('button, input, textarea, a.key').forEach((element) => {
    const style = getComputedStyle(element);
    if (parseFloat(style.borderTopWidth) === 0) return;
    const around = background(element.parentElement);
    const ratio = contrast(over(parse(style.borderTopColor), around), around);
    if (ratio < 3) say(element, 'edge contrast ' + ratio.toFixed(2));
  });

  /* ---- size and names of what can be used ---- */
  const labelled = (element) =>
    (element.getAttribute('aria-labelledby') || '').split(' ').map((id) => id && document.getElementById(id)).filter(Boolean)
      .map((one) => one.textContent).join(' ');
  const name = (element) =>
    (element.getAttribute('aria-label') || labelled(element) || Array.from(element.labels || []).map((one) => one.textContent).join(' ') ||
      (/^(INPUT|TEXTAREA)$/.test(element.tagName) ? '' : element.textContent)).trim();
  all('button, input:not(.unseen), textarea, select, a[href]').forEach((element) => {
    if (!name(element)) say(element, 'no name');
    // Links within a sentence are exempt; the skip link is out of sight until it has the focus.
    if (element.closest('.bubble') || element.classList.contains('skip')) return;
    const box = element.getBoundingClientRect();
    if (box.width < 47.5 || box.height < 47.5) say(element, 'target ' + box.width.toFixed(0) + ' × ' + box.height.toFixed(0));
    if (box.left < -0.5 || box.right > document.documentElement.clientWidth + 0.5) say(element, 'beyond the edge');
  });
  all('[role=group], [role=log], [role=dialog]').forEach((element) => {
    if (!name(element)) say(element, 'no name');
  });

  /* ---- structure ---- */
  if (!document.documentElement.lang) complaints.push('the page has no language');
  if (!document.title) complaints.push('the page has no title');
  if (document.querySelectorAll('h1').length !== 1) complaints.push('not one heading of the page');
  if (document.querySelectorAll('main').length !== 1) complaints.push('not one main part');
  all('.bubble').forEach((element) => {
    if (!element.lang) say(element, 'no lang');
  });
  const ids = Array.from(document.querySelectorAll('[id]')).map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => complaints.push('id twice: ' + id));
  document.querySelectorAll('[aria-labelledby]').forEach((element) => {
    if (!labelled(element)) say(element, 'labelled by nothing');
  });
  const content = document.querySelector('meta[name=viewport]').content;
  if (/user-scalable|maximum-scale/.test(content)) complaints.push('zoom is forbidden');
  all('input, textarea').forEach((element) => {
    if (parseFloat(getComputedStyle(element).fontSize) < 16) say(element, 'small type makes iOS zoom in');
  });
  return complaints;
};
