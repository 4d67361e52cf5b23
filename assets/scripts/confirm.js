// a[data-dialog="<id>"]: opens the dialog on the page. Without this the link leads to the page that asks the same.
const attached = new WeakSet();

export function attach(opener) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (attached.has(opener) || !dialog?.showModal) return;
  attached.add(opener);
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}
