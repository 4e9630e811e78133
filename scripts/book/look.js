// What a page shows, told to check_book.py: each fault with its place, the heading before it. Runs in the page.
'use strict';

window.look = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const headings = all('main :is(h1, h2, h3, h4)');

  // The id of the last heading that stands before an element.
  function place(element) {
    const follows = Node.DOCUMENT_POSITION_FOLLOWING;
    const before = headings.filter((one) => one === element || one.compareDocumentPosition(element) & follows);
    return before.length ? before.at(-1).id : 'top';
  }

  // A text in one line of sixty letters at most.
  function short(text) {
    const line = text.trim().replace(/\s+/g, ' ');
    return line.length > 60 ? `${line.slice(0, 60)}…` : line;
  }

  const fault = (element, expected, found) => (
    { place: place(element), text: `expected ${expected}, found ${short(found)}` });

  async function pictures() {
    const images = all('img');
    await Promise.all(images.map((image) => image.decode().catch(() => {})));
    const source = (image) => image.getAttribute('src');
    const missing = images.filter((one) => !one.naturalWidth);
    const silent = images.filter((one) => !one.alt.trim());
    return [...missing.map((one) => fault(one, 'a picture that loads', source(one))),
      ...silent.map((one) => fault(one, 'a picture with a description', source(one)))];
  }

  // A formula has a size where it is seen, and no mark of TeX or of Markdown as text.
  function formulas() {
    const wrong = (one) => one.querySelector('merror') || /[\\$]/.test(one.textContent);
    const box = (one) => one.getBoundingClientRect();
    const unseen = (one) => !one.closest('details:not([open])') && !(box(one).width && box(one).height);
    return all('math').filter((one) => wrong(one) || unseen(one))
      .map((one) => fault(one, 'a formula', one.textContent));
  }

  // Text outside of code and formulas holds no mark of Markdown and no dollar.
  function marks() {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const faults = [];
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (text.parentElement.closest('code, pre, math, script')) continue;
      const found = text.data.match(/\$|```|\*\*|\{\{|\]\]|\]\(|MATHEMATICS\d/);
      if (found) faults.push(fault(text.parentElement, 'text without marks', `${found[0]} in: ${text.data}`));
    }
    return faults;
  }

  // A fold is closed, opens by a click on its line, and has something in it.
  function folds() {
    const faults = [];
    for (const one of all('main details')) {
      const outer = one.parentElement.closest('details');
      if (outer) outer.open = true;
      const line = one.querySelector(':scope > summary');
      const closed = one.getBoundingClientRect().height;
      line?.click();
      const opens = one.open && one.getBoundingClientRect().height >= closed + 10;
      if (!opens) faults.push(fault(one, 'a fold that opens', `none: ${line?.textContent ?? ''}`));
    }
    return faults;
  }

  // Whatever reaches beyond the window, unless something around it scrolls.
  function wide() {
    const width = document.documentElement.clientWidth;
    const scrolls = (one) => one && one !== document.body
      && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
    const beyond = all('main *').filter((one) => one.getBoundingClientRect().right > width + 0.5 && !scrolls(one));
    const outermost = beyond.filter((one) => !beyond.includes(one.parentElement));
    const expected = `nothing wider than ${width} points`;
    const found = outermost.map((one) => fault(one, expected, `<${one.localName}> ${one.textContent}`));
    const more = document.documentElement.scrollWidth - width;
    if (more > 0 && !found.length) found.push(fault(document.body, expected, `${more} more`));
    return found;
  }

  // What the search found lies within the window.
  function results() {
    const [list, width] = [document.querySelector('.search ol'), document.documentElement.clientWidth];
    const box = list.getBoundingClientRect();
    const isSeen = box.height > 0 && box.left >= 0 && box.right <= width;
    return isSeen ? [] : [fault(list, `results within ${width} points`, `them from ${box.left} to ${box.right}`)];
  }

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);

  function luminance(colour) {
    const [r, g, b] = colour.map((channel) => channel / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  // The colour behind an element: the first that is not transparent.
  function ground(element) {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  }

  // Text differs from its ground by 4.5 to 1 at least, as WCAG asks; the first of each pair of colours is told.
  function contrast() {
    const seen = new Map();
    for (const one of all('main *, header *, .contents *')) {
      const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
      if (![...one.childNodes].some(isText)) continue;
      const pair = [channels(getComputedStyle(one).color), ground(one)];
      const [light, dark] = pair.map(luminance).sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio >= 4.5 || seen.has(`${pair}`)) continue;
      seen.set(`${pair}`, fault(one, 'a contrast of 4.5', `${ratio.toFixed(1)}: ${one.textContent}`));
    }
    return [...seen.values()];
  }

  const links = () => all('a[href]').map((one) => (
    { place: place(one), address: one.href, written: one.getAttribute('href') }));
  const ids = () => all('[id]').map((one) => one.id);
  const kinds = { images: 'img', details: 'details', tables: 'table', mathematics: 'math' };
  const counts = () => Object.fromEntries(
    Object.entries(kinds).map(([kind, name]) => [kind, all(`main ${name}`).length]));
  return { pictures, formulas, marks, folds, wide, results, contrast, links, ids, counts };
})();
