/*
 * The page's fixed parts, and what the phone does to it: the on-screen keyboard, losing the network.
 */
const page = (() => {
  const find = (id) => document.getElementById(id);
  const parts = {
    app: find('app'),
    banner: find('banner'),
    log: find('log'),
    newer: find('newer'),
    composer: find('composer'),
  };

  /** An element: make('button', {class: 'key', type: 'button'}, 'text', child, …). */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    Object.keys(attributes || {}).forEach((key) => {
      if (attributes[key] !== undefined && attributes[key] !== null) element.setAttribute(key, attributes[key]);
    });
    children.forEach((child) => {
      if (child) element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    });
    return element;
  }

  /** A button that does something, named by one of the page's own words. */
  function button(key, onClick, attributes) {
    const element = make('button', Object.assign({ type: 'button', 'data-say': key }, attributes), words.text(key));
    element.addEventListener('click', onClick);
    return element;
  }

  let fields = {};
  function show(key, filled) {
    if ((parts.banner.dataset.key || '') === key && !filled) return;
    fields = filled || {};
    parts.banner.dataset.key = key;
    parts.banner.textContent = key ? words.text(key, fields) : '';
  }

  let held = false;
  const settle = () => show(held ? 'trouble' : '');

  words.onChange(() => {
    const key = parts.banner.dataset.key;
    if (key) parts.banner.textContent = words.text(key, fields);
  });

  /* The on-screen keyboard covers the page on iOS and in some in-app browsers: fit what is left. Pinch zoom also
     changes the visual viewport, and must not. */
  const viewport = window.visualViewport;
  function fit() {
    if (!viewport || viewport.scale > 1.05) return;
    const covered = window.innerHeight - viewport.height;
    parts.app.style.height = covered > 60 ? viewport.height + 'px' : '';
    parts.app.style.top = covered > 60 ? viewport.offsetTop + 'px' : '';
    if (covered > 60) thread.stay();
  }
  if (viewport) {
    viewport.addEventListener('resize', fit);
    viewport.addEventListener('scroll', fit);
  }

  return {
    parts,
    make,
    button,
    connected: settle,
    /** Whether what is said is kept, but nobody answers. */
    hold(on) {
      held = on;
      settle();
    },
    wait: (seconds) => show('recover_wait', { seconds: Math.ceil(seconds) }),
    disconnected: (failure) => show(failure.status === 0 ? 'offline' : 'trouble'),
    calm: () =>
      typeof window.matchMedia === 'function' && window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
})();

