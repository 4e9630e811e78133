// The book's own script: light or dark, the folded contents of a narrow window, and the search.
'use strict';

// Light and dark: what the reader chose, and else what the system says. A browser may forbid storage to a file.
const kept = {
  get theme() { try { return localStorage.getItem('theme'); } catch { return null; } },
  set theme(value) { try { localStorage.setItem('theme', value); } catch { /* the choice holds for this page */ } },
};
if (kept.theme) document.documentElement.dataset.theme = kept.theme;

function turnTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
    || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  kept.theme = document.documentElement.dataset.theme = dark ? 'light' : 'dark';
}

// Words as they are compared: small letters, no accents, no punctuation.
const words = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];

// The sections that hold every word, or a word that begins with it; those that hold them in their title come first, then
// those whose page does.
function find(query, sections) {
  const wanted = words(query);
  if (!wanted.length) return [];
  const found = [];
  for (const section of sections) {
    section.words ??= { page: words(section[1]), title: words(section[2]), all: words(`${section[1]} ${section[2]} ${section[3]}`) };
    let score = 0;
    for (const word of wanted) {
      const count = section.words.all.filter((one) => one.startsWith(word)).length;
      if (!count) { score = -1; break; }
      score += Math.min(count, 5) + (section.words.all.includes(word) ? 3 : 0)
        + (section.words.title.some((one) => one.startsWith(word)) ? 20 : 0)
        + (section.words.page.some((one) => one.startsWith(word)) ? 10 : 0);
    }
    if (score > 0) found.push({ section, score });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, 20).map((one) => one.section);
}

// A few words around the first place of the query's first word, that word marked.
function excerpt(text, query) {
  const simple = text.normalize('NFC').toLowerCase();
  const word = words(query).find((one) => simple.includes(one)) || '';
  const start = Math.max(0, simple.indexOf(word) - 60);
  const place = simple.indexOf(word);
  const line = document.createElement('span');
  const mark = document.createElement('mark');
  mark.textContent = text.slice(place, place + word.length);
  line.append(start ? '…' : '', text.slice(start, place), mark, text.slice(place + word.length, place + 100), '…');
  return line;
}

function showResults(list, query, sections) {
  list.replaceChildren(...find(query, sections).map((section) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = section[0];
    const title = document.createElement('b');
    title.textContent = section[1] === section[2] ? section[1] : `${section[1]} › ${section[2]}`;
    link.append(title, excerpt(section[3], query));
    item.append(link);
    return item;
  }));
  if (!list.children.length) {
    list.append(Object.assign(document.createElement('li'), { textContent: 'Nothing found.' }));
  }
  list.hidden = !words(query).length;
}

// The index is loaded when it is first wanted; a script, since a page from a file may load nothing else.
let index;
function loadIndex() {
  index ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'search.js';
    script.onload = () => resolve(window.bookSections);
    script.onerror = () => reject(new Error('the search index did not load'));
    document.head.append(script);
  });
  return index;
}

function prepareSearch() {
  const form = document.querySelector('form.search');
  const [input, list] = [form.querySelector('input'), form.querySelector('ol')];
  const search = async () => {
    const sections = await loadIndex();
    showResults(list, input.value, sections);
  };
  input.addEventListener('focus', loadIndex, { once: true });
  input.addEventListener('input', search);
  form.addEventListener('submit', (event) => { event.preventDefault(); list.querySelector('a')?.click(); });
  form.addEventListener('keydown', (event) => {
    const links = [input, ...list.querySelectorAll('a')];
    const place = links.indexOf(document.activeElement);
    if (event.key === 'Escape') list.hidden = true;
    else if (event.key === 'ArrowDown') links[Math.min(place + 1, links.length - 1)].focus();
    else if (event.key === 'ArrowUp') links[Math.max(place - 1, 0)].focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target) || event.target.closest('ol a')) list.hidden = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.target.closest('input')) { event.preventDefault(); input.focus(); }
  });
}

// A link into a fold opens it.
function openFold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target && target.closest('details'); fold; fold = fold.parentElement.closest('details')) {
    fold.open = true;
  }
  if (target) target.scrollIntoView();
}

document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('button.theme').addEventListener('click', turnTheme);
  const narrow = matchMedia('(max-width: 999px)');
  const fold = () => { document.querySelector('details.contents').open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
  prepareSearch();
  addEventListener('hashchange', openFold);
  openFold();
  // Paper has no folds to open.
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('main details:not([open])')];
    for (const one of closed) one.open = true;
  });
  addEventListener('afterprint', () => { for (const one of closed) one.open = false; });
});
