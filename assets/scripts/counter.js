// [data-counter-for="<id of the field>" data-limit data-words="{count} из {limit}"]: counts as the server does, in code
// points with line ends as one. It goes over the limit and never cuts.
const attached = new WeakSet();
const format = new Intl.NumberFormat(document.documentElement.lang || 'ru', { useGrouping: 'always' });

export function attach(counter) {
  if (attached.has(counter)) return;
  const field = document.getElementById(counter.dataset.counterFor);
  if (!field) return;
  attached.add(counter);
  const limit = Number(counter.dataset.limit);
  const show = () => {
    const count = [...field.value.replaceAll('\r\n', '\n')].length;
    counter.textContent = counter.dataset.words
      .replace('{count}', format.format(count))
      .replace('{limit}', format.format(limit));
    counter.classList.toggle('is-over', count > limit);
  };
  field.addEventListener('input', show);
  show();
}
