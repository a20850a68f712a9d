// The pages: their addresses, who may see them, and the module that is fetched when one is first gone to.

export const routes = [
  { path: '/sign-in', isOpen: true, load: () => import('./views/sign-in.js') },
  { path: '/forgot', isOpen: true, load: () => import('./views/forgot.js') },
  { path: '/invitation', isOpen: true, load: () => import('./views/invitation.js') },
  { path: '/reset', isOpen: true, load: () => import('./views/reset.js') },
  { path: '/', load: () => import('./views/today.js'), permission: 'leads.view' },
  { path: '/reports', load: () => import('./views/overview.js'), permission: 'metrics.view' },
  { path: '/leads', load: () => import('./views/leads.js'), permission: 'leads.view' },
  { path: '/leads/:id', load: () => import('./views/lead.js'), permission: 'leads.view' },
  { path: '/board', load: () => import('./views/board.js'), permission: 'leads.view' },
  { path: '/spam', load: () => import('./views/spam.js'), permission: 'quarantine.manage' },
  { path: '/customers', load: () => import('./views/customers.js'), permission: 'customers.view' },
  { path: '/customers/:id', load: () => import('./views/customer.js'), permission: 'customers.view' },
  { path: '/customers/:id/statement', load: () => import('./views/statement.js'), permission: 'transactions.view' },
  { path: '/products', load: () => import('./views/products.js'), permission: 'products.view' },
  { path: '/tasks', load: () => import('./views/tasks.js'), permission: 'tasks.manage' },
  { path: '/whatsapp', load: () => import('./views/whatsapp.js'), permission: 'messages.send' },
  { path: '/settings', load: () => import('./views/settings.js'), permission: 'core.view_config' },
  { path: '/settings/:section', load: () => import('./views/settings.js'), permission: 'core.view_config' },
  { path: '/fields', load: () => import('./views/fields.js'), permission: 'fields.manage' },
  { path: '/forms', load: () => import('./views/forms.js'), permission: 'forms.manage' },
  { path: '/forms/:id', load: () => import('./views/form.js'), permission: 'forms.manage' },
  { path: '/users', load: () => import('./views/users.js'), permission: 'users.view' },
  { path: '/audit', load: () => import('./views/audit.js'), permission: 'audit.view' },
  { path: '/account', load: () => import('./views/account.js') },
];

/** What the menu offers, in its order, with the icon of each and the key that goes there after `G`; each is shown to those who may see its page. */
export const menu = [
  { path: '/', icon: 'inbox', key: 'h' },
  { path: '/leads', icon: 'people', key: 'l' },
  { path: '/tasks', icon: 'check2-square', key: 't' },
  { path: '/customers', icon: 'person-check', key: 'c' },
  { path: '/products', icon: 'box', key: 'p' },
  { path: '/whatsapp', icon: 'whatsapp', key: 'w' },
  { path: '/reports', icon: 'bar-chart', key: 'r' },
];

/** The pages under Settings; the menu leads to the first that the user may see. */
export const settingsPages = ['/settings', '/forms', '/fields', '/users', '/audit'];

/** What the bar of a phone has beside "More". */
export const shortcuts = ['/', '/leads', '/whatsapp', '/customers'];

/** Whether a person with permissions (`can`) may see the page of a path. */
export function isAllowed(path, can) {
  const { permission } = routes.find((each) => each.path === path);
  return !permission || can(permission);
}

/** The entry of the menu that a path belongs to. */
export function rootOf(path) {
  const root = `/${path.split('/')[1] ?? ''}`;
  if (settingsPages.includes(root)) return '/settings';
  return ['/board', '/spam'].includes(root) ? '/leads' : root;
}
