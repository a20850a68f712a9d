// The title of the tab: the page's, after the number of conversations that wait to be read.

let page = '';
let unread = 0;

const write = () => { document.title = `${unread ? `(${unread}) ` : ''}${page} · Guichê`; };

export function setTitle(text) {
  page = text;
  write();
}

export function setUnread(number) {
  unread = number;
  if (page) write();
}
